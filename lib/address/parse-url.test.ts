import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseUrl } from "./parse-url";

test("a text is a URL or none, however often it was asked", () => {
  for (let n = 0; n < 20_000; n += 1) {
    if (parseUrl("https://bücher.example/ä")?.hostname !== "xn--bcher-kva.example")
      throw new Error(`call ${n}`);
  }
  expect(parseUrl("/a", "https://b.example")?.href).toBe("https://b.example/a");
  for (const none of ["", "/a", "https://", "http://[broken"]) expect(parseUrl(none)).toBeNull();
});

test("nothing of the product asks URL.canParse", () => {
  const asking = ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => `${folder}/${String(name)}`)
      .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.startsWith("lib/db/generated/"))
      .filter((file) => /\bcanParse\(/.test(readFileSync(file, "utf8"))),
  );
  expect(asking).toEqual([]);
});
