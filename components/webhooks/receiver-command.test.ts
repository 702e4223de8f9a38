import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { receiverCommand, receiverUrl } from "./receiver-command";

test("the receiver that a newcomer copies is the one the README explains", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toContain(receiverCommand);
  expect(readme).toContain(receiverUrl);
});
