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

/** Fewer letters and digits than this beside what is easily guessed are no obstacle. */
const minOwn = 4;

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
  if (own(text, ownerWords(email, name)) < minOwn) {
    return "The password is little more than the name or the email. A few unrelated words are better.";
  }
  if (own(withoutRuns(text), [...ownerWords(email, name), ...commonWords]) < minOwn) {
    return "The password is one of those that are tried first. A few unrelated words are better.";
  }
  return null;
}

/** How many letters and digits are left without these words, longest first, and without years. */
function own(text: string, words: string[]): number {
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
  const runs = rows.flatMap((row) => [row, [...row].reverse().join("")]);
  let rest = text;
  for (const run of runs) {
    for (let length = run.length; length >= runLength; length -= 1) {
      for (let from = 0; from + length <= run.length; from += 1) {
        rest = rest.replaceAll(run.slice(from, from + length), " ");
      }
    }
  }
  return rest;
}
