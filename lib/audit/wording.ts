import { wordsOf } from "@/lib/audit/actions";

/** Entries in words. Pure. What is not listed is said by its own name. */

/** "Callback settings saved"; "Callback settings restored" when it brought back what an earlier entry left. */
export function actionText(action: string, isRestore: boolean): string {
  const words = wordsOf(action);
  return (isRestore ? words?.restored : words?.text) ?? asWords(action.replace(".", ": "));
}

const fields: Record<string, string> = {
  ordered: "Keep the order of each instance",
  days: "Days until it expires",
};

/** A field's name as people read it: `eventType` → "Event type". */
export function fieldText(name: string): string {
  return (
    fields[name] ??
    asWords(
      name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`),
    )
  );
}

/** Fields whose values are words of ours. */
const worded: readonly string[] = ["outcome", "role", "state"];

/** A field's value as people read it: of an outcome, `connection_refused` → "connection refused". */
export const valueWords = (name: string, value: string): string =>
  worded.includes(name) ? value.replaceAll("_", " ") : value;

function asWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
