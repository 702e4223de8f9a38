import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { OnlyMethods } from "@/lib/web/only-methods";
import { routes } from "./routes";

test("every route file is in the table at its folder, but next-auth's and that of no address", () => {
  const folders = readdirSync(import.meta.dirname, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith("/route.ts"))
    .map((file) => file.slice(0, -"/route.ts".length))
    .filter((folder) => !["auth/[...nextauth]", "[[...path]]"].includes(folder));
  expect(Object.keys(routes).sort()).toEqual(folders.sort());
});

test("each entry is what its file exports", async () => {
  for (const [folder, file] of Object.entries(routes)) {
    expect({ ...file }, folder).toEqual({
      ...(await import(path.join(import.meta.dirname, folder, "route.ts"))),
    });
  }
});

test("the methods that an address tells are those its file serves, and each of the others is refused", () => {
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  for (const [folder, file] of Object.entries(routes)) {
    const handlers = new Map<string, object>(Object.entries(file));
    const served = methods.filter((method) => !("allowed" in (handlers.get(method) ?? { allowed: [] })));
    for (const method of methods.filter((one) => !served.includes(one))) {
      const refusal = handlers.get(method);
      if (!refusal) throw new Error(`${folder} exports no ${method}.`);
      const { allowed } = refusal as OnlyMethods;
      expect(allowed.toSorted(), folder).toEqual(served.toSorted());
    }
  }
});
