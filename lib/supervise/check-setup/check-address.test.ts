import { expect, test } from "vitest";
import { readSettings } from "@/lib/config";
import { checkAddress } from "./check-address";
import { report, stops, warning } from "./finding";

const found = (env: Record<string, string>) =>
  checkAddress(readSettings(env)).map(({ level, sentence }) => `${level}: ${sentence}`);

test("without APP_URL people on this machine are told where to go", () => {
  expect(found({ PORT: "3100" })).toEqual([
    "fine: People on this machine open http://localhost:3100. For others, set APP_URL and HOST.",
  ]);
});

test("an APP_URL of this machine with another port is told", () => {
  expect(found({ APP_URL: "http://localhost:3000", PORT: "3100" })).toEqual([
    expect.stringMatching(
      /^warning: APP_URL is http:\/\/localhost:3000, and Callboard listens on port 3100\./,
    ),
  ]);
});

test("behind https a proxy on this machine is told where to lead", () => {
  expect(found({ APP_URL: "https://callboard.example.com" })).toEqual([
    "fine: A proxy on this machine has to lead from https://callboard.example.com to http://127.0.0.1:3000.",
  ]);
  expect(found({ APP_URL: "https://callboard.example.com", HOST: "10.0.0.5" })).toEqual([
    expect.stringMatching(/^warning: A proxy has to lead .* let no one else reach that port/),
  ]);
});

test("what others open by http is told to cross the network as it is, and to need a HOST that they reach", () => {
  const address = { APP_URL: "http://callboard.intranet:3000" };
  expect(found(address)).toEqual([
    expect.stringMatching(/^warning: APP_URL is .*: passwords and sessions cross the network as they are\./),
    expect.stringMatching(/^warning: .* HOST is 127\.0\.0\.1: nobody else reaches Callboard there\./),
  ]);
  expect(found({ ...address, HOST: "0.0.0.0" })).toHaveLength(1);
});

test("what stops a start comes last, and is counted", () => {
  expect(report([stops("No."), warning("Hm.")])).toEqual([
    "! Hm.",
    "✗ No.",
    "One thing stops a start. Nothing was changed.",
  ]);
  expect(report([]).at(-1)).toBe("Nothing stops a start. Nothing was changed.");
});
