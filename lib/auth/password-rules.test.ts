import { expect, test } from "vitest";
import { passwordProblem } from "./password-rules";

const ada = { email: "ada.lovelace@example.com", name: "Ada Lovelace" };

test.each([
  ["eleven char", /at least 12/],
  ["x".repeat(1_025), /at most 1,024/],
  ["aaaaaaaaaaaa", /repeats/],
  ["abc1abc1abc1", /repeats/],
  ["passwordpassword", /tried first/],
  ["Password-123456", /tried first/],
  ["Qwertzuiop1234", /tried first/],
  ["ertzuiertz-7!", /tried first/],
  ["iuztreztre-7!", /tried first/],
  ["Summer2026!!!!!", /tried first/],
  ["098765432109", /tried first/],
  ["AdaLovelace2026", /the name or the email/],
  ["ada.lovelace@example", /the name or the email/],
  ["Lovelace-password1", /tried first/],
])("%s is refused", (password, sentence) => {
  expect(passwordProblem(password, ada)).toMatch(sentence);
});

test("what is guessable is named, with the reason", () => {
  expect(passwordProblem("First-Administrator-9x", { email: "first@example.com", name: "Ada" })).toBe(
    "The password is little more than what is tried first: “First” (of your name or email) and “Administrator” (a common word). A few unrelated words are better.",
  );
  expect(passwordProblem("Qwerty-Summer-2026", ada)).toBe(
    "The password is little more than what is tried first: “Qwerty” (neighbours on the keyboard or in the alphabet), “Summer” (a common word) and “2026” (a year). A few unrelated words are better.",
  );
});

test("the longest password that may be is taken", () => {
  const sentence = "of unrelated words there are many, ".repeat(30);
  expect(passwordProblem(sentence.slice(0, 1_024))).toBeNull();
  expect(passwordProblem(sentence.slice(0, 1_025))).toMatch(/at most 1,024/);
});

test.each([
  "correct horse battery",
  "a long password of mine",
  "ada likes her tea green",
  "πρωινός καφές με γάλα",
  "x7Kd-9qPw-2mTr",
  "  twelve spaces and more ",
])("%s is taken, without digits or signs being asked for", (password) => {
  expect(passwordProblem(password, ada)).toBeNull();
});

test.each([
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
])("%s is a common word, in any case and with any year and signs around it", (word) => {
  expect(passwordProblem(`${word.toUpperCase()}-1999-x.!!`)).toMatch(
    /tried first: “[A-Z]+” \(a common word\)/,
  );
});

test.each(["0123456789", "abcdefghij", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm"])(
  "%s is a row of neighbours, forwards and backwards",
  (row) => {
    for (const run of [row, [...row].reverse().join("")])
      expect(passwordProblem(`x!${run}?!!!!!`)).toMatch(/neighbours on the keyboard or in the alphabet/);
  },
);
