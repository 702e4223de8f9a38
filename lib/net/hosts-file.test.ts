import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createHostsFile } from "./hosts-file";

afterEach(() => {
  vi.useRealTimers();
});

test("a change of the hosts file is seen within a second, also when the file comes, goes or is replaced", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-hosts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "hosts");
  const addressesOf = createHostsFile(file);
  const seen = () => {
    vi.advanceTimersByTime(1_001);
    return addressesOf("ours").map(({ address }) => address);
  };
  expect(seen()).toEqual([]);
  await writeFile(file, "10.0.0.1 ours\n");
  expect(seen()).toEqual(["10.0.0.1"]);
  await writeFile(`${file}.new`, "10.0.0.2 ours\n");
  await rename(`${file}.new`, file);
  expect(seen()).toEqual(["10.0.0.2"]);
  await rm(file);
  expect(seen()).toEqual([]);
});
