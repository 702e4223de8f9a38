import { passwordLength } from "@/lib/auth/password-length";

/** What makes a password weak besides its length. Pure; the screens say it while somebody types. */

/** Words that people who guess try first, in any case, with any numbers and signs around them. */
const commonWords = [
  ...[
    "password",
    "passwort",
    "passwd",
    "passphrase",
    "letmein",
    "welcome",
    "changeme",
    "iloveyou",
    "whatever",
  ],
  ...["administrator", "admin", "root", "user", "login", "master", "secret", "default", "guest", "callboard"],
  ...["monkey", "dragon", "football", "baseball", "sunshine", "princess", "superman", "starwars", "shadow"],
  ...["spring", "summer", "autumn", "winter", "january", "monday", "test", "demo", "hello"],
];

/** Neighbours on a keyboard or in an alphabet. */
const rows = [
  "01234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
];
const runLength = 4;

/** Fewer letters and digits than this, besides what is easily guessed, are no obstacle. */
const minUnguessable = 4;

export type PasswordOwner = { email?: string; name?: string };

/** Why this password will not do, as a sentence that says what would; null when it will. */
export function passwordProblem(
  password: string,
  { email = "", name = "" }: PasswordOwner = {},
): string | null {
  const { min, max } = passwordLength;
  if (password.length < min) return `The password must be at least ${min} characters long.`;
  if (password.length > max) {
    return `The password must be at most ${max.toLocaleString("en-US")} characters long.`;
  }
  if (/^(.{1,6}?)\1+.{0,5}$/su.test(password)) {
    return "The password repeats one short piece. A few unrelated words are better.";
  }
  const text = password.toLowerCase();
  const theirs = ownerWords(email, name);
  if (lengthWithout(text, theirs) < minUnguessable) {
    return "The password is little more than the name or the email. A few unrelated words are better.";
  }
  if (lengthWithout(withoutRuns(text), [...theirs, ...commonWords]) < minUnguessable) {
    return `The password is little more than what is tried first: ${listed(guessable(password, theirs))}. A few unrelated words are better.`;
  }
  return null;
}

/** What of a password is easily guessed, each part with its kind, in the order it stands there. */
function guessable(password: string, theirs: readonly string[]): string[] {
  const text = password.toLowerCase();
  const found: { at: number; part: string; kind: string }[] = [];
  const add = (part: string, kind: string) => {
    const at = text.indexOf(part);
    const inside = found.some((one) => one.at <= at && at + part.length <= one.at + one.part.length);
    if (at >= 0 && !inside) found.push({ at, part, kind });
  };
  const longestFirst = (words: readonly string[]) => words.toSorted((a, b) => b.length - a.length);
  for (const word of longestFirst(theirs)) add(word, "of your name or email");
  for (const word of longestFirst(commonWords)) add(word, "a common word");
  for (const run of longestFirst(runsIn(text))) add(run, "neighbours on the keyboard or in the alphabet");
  for (const [year] of text.matchAll(/(19|20)\d\d/g)) add(year, "a year");
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, part, kind }) => `“${password.slice(at, at + part.length)}” (${kind})`);
}

function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** How many letters and digits are left without these words, longest first, and without years. */
function lengthWithout(text: string, words: string[]): number {
  const rest = words
    .toSorted((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, " "), text);
  return [...rest.replace(/(19|20)\d\d/g, " ").replace(/[^\p{L}\p{N}]/gu, "")].length;
}

/** The email's and the name's parts; shorter ones are in too many words. */
function ownerWords(email: string, name: string): string[] {
  return `${email} ${name}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3);
}

function withoutRuns(text: string): string {
  return runsIn(text).reduce((rest, run) => rest.replaceAll(run, " "), text);
}

/** The runs of neighbours that a text holds, longest first. */
function runsIn(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  for (const row of rows.flatMap((one) => [one, [...one].reverse().join("")])) {
    for (let length = row.length; length >= runLength; length -= 1) {
      for (let from = 0; from + length <= row.length; from += 1) {
        const run = row.slice(from, from + length);
        if (!rest.includes(run)) continue;
        found.push(run);
        rest = rest.replaceAll(run, " ");
      }
    }
  }
  return found;
}
