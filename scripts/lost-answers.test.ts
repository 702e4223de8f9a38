import { expect, test } from "vitest";
import { filesUnder, read } from "./docs-pages";

test("one place says that Callboard could not be reached", () => {
  const saying = ["app", "components"]
    .flatMap(filesUnder)
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
    .filter((file) => read(file).includes("could not be reached"));
  expect(saying).toEqual(["components/ui/use-action.ts"]);
});
