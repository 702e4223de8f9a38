import { expect, test } from "vitest";
import { readOptions } from "./options";

const env = { CALLBOARD_TOKEN: "cbt_read", CALLBOARD_URL: "https://callboard.example.com/" };
const forward = ["--forward", "http://localhost:4000/hook"];
const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;

test("address and token come from the environment, the rest from the call", () => {
  const read = { forward: forward[1], token: "cbt_read", secret: null };
  expect(readOptions(forward, env)).toEqual({ ...read, callboard: "https://callboard.example.com" });
  expect(readOptions([...forward, "--callboard", "http://other:1", "--secret", secret], env)).toEqual({
    ...read,
    callboard: "http://other:1",
    secret,
  });
  expect(readOptions(forward, { CALLBOARD_TOKEN: "cbt_read" })).toMatchObject({
    callboard: "http://localhost:3000",
  });
  expect(readOptions(["--help"], {})).toBeNull();
});

test.each([
  [[], env, /^--forward is needed/],
  [["--forward", "localhost:4000"], env, /^--forward must begin with http/],
  [[...forward, "--callboard", "ftp://x"], env, /^--callboard must begin with http/],
  [forward, {}, /^CALLBOARD_TOKEN is not set\. Make a token with the scope read/],
  [[...forward, "--secret", "whsec_short"], env, /^--secret must be whsec_/],
  [[...forward, "--secret", "no"], env, /^--secret must be whsec_/],
  [[...forward, "--retry"], env, /--retry/],
])("%j with %j is refused", (args, given, sentence) => {
  expect(readOptions(args, given)).toEqual({ refusal: expect.stringMatching(sentence) });
});
