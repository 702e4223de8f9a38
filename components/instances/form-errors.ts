import type { InputError } from "@/lib/errors";

type FormErrors = {
  processName?: string;
  status?: string;
  fields: ReadonlyMap<number, string>;
  /** What belongs to no single input. */
  general: string[];
};

/** Sorts the service's errors by the input they belong to. Pure. */
export function formErrors(errors: readonly InputError[]): FormErrors {
  const fields = new Map<number, string>();
  const general: string[] = [];
  let processName: string | undefined;
  let status: string | undefined;
  for (const { path, message: problem } of errors) {
    const row = /^FieldsMappings\[(\d+)\](?:\.(\w+))?/.exec(path);
    const sentence = `${row?.[2] ? `${partNames[row[2]] ?? row[2]} ` : ""}${problem}`;
    if (row?.[1]) fields.set(Number(row[1]), capitalised(sentence));
    else if (path === "processName") processName = capitalised(`the process name ${problem}`);
    else if (path === "Status") status = capitalised(`the status ${problem}`);
    else general.push(capitalised(problem));
  }
  return {
    ...(processName ? { processName } : {}),
    ...(status ? { status } : {}),
    fields,
    general,
  };
}

const partNames: Record<string, string> = {
  fieldname: "the field name",
  text: "the display text",
  value: "the value",
};

function capitalised(sentence: string): string {
  const text = sentence.endsWith(".") ? sentence : `${sentence}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
