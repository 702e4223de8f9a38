import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { APIRequestContext } from "@playwright/test";
import type { Role } from "@/lib/auth/permissions";
import { expect, test } from "./fixtures";
import { actionRoles, openActions } from "./role-table";

/** Every server action, called over the wire as a stranger's program would: by its id, with whatever session there is. */

type Manifest = { node: Record<string, { exportedName: string; workers: Record<string, unknown> }> };
const manifest = () =>
  JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as Manifest;

/** Name, id, and the address of a page that has it. */
const actions = () =>
  Object.entries(manifest().node).map(([id, { exportedName, workers }]) => {
    const page = (Object.keys(workers)[0] ?? "")
      .replace(/^app/, "")
      .replace(/\/\([^)]*\)/g, "")
      .replace(/\/page$/, "")
      .replaceAll(/\[\w+\]/g, "any-1");
    return { id, name: exportedName, page };
  });

/** No action takes null: whoever may call it is told so, everybody else is refused before. Nothing is done either way. */
async function answerOf(
  request: APIRequestContext,
  { id, page }: { id: string; page: string },
  origin: string | null,
) {
  const response = await request.post(page, {
    headers: {
      "next-action": id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      ...(origin ? { origin } : {}),
    },
    data: "[null]",
    maxRedirects: 0,
  });
  const [, result] = /^\d+:(\{"ok".*\})$/m.exec(await response.text()) ?? [];
  return result ? (JSON.parse(result) as { ok: boolean; status?: number }) : { status: response.status() };
}

test("every file with server actions makes them through action(), or is named as open", async () => {
  const names = readdirSync("app", { recursive: true })
    .map(String)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join("app", file), "utf8"))
    .filter((text) => text.includes('"use server"'))
    .flatMap((text) =>
      [...text.matchAll(/^export (?:const|async function) (\w+)/gm)].map(([, name]) => name),
    );
  expect(names.sort()).toEqual([...Object.keys(actionRoles), ...Object.keys(openActions)].sort());
  // An action that no page uses is not built, and cannot be called.
  expect(names).toEqual(expect.arrayContaining(actions().map(({ name }) => name)));
});

test("nobody: 401 for every action, whatever page it is sent to", async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  for (const action of actions().filter(({ name }) => !(name in openActions))) {
    const answer = await answerOf(request, action, baseURL ?? "");
    expect([action.name, answer.status]).toEqual([action.name, 401]);
  }
  await request.dispose();
});

for (const role of ["administrator", "developer", "user"] as const satisfies Role[]) {
  test(`the ${role} may call what the table says and nothing else`, async ({ signIn, baseURL }) => {
    const page = await signIn(role);
    for (const action of actions().filter(({ name }) => !(name in openActions))) {
      const answer = await answerOf(page.request, action, baseURL ?? "");
      const allowed = actionRoles[action.name]?.includes(role);
      expect([action.name, answer.status]).toEqual([action.name, allowed ? 422 : 403]);
    }
  });
}

test("a foreign origin, or none, is refused whoever asks", async ({ signIn, baseURL }) => {
  const page = await signIn("administrator");
  for (const action of actions()) {
    for (const origin of [null, "https://attacker.example.com", "null"]) {
      const answer = await answerOf(page.request, action, origin);
      expect([action.name, origin, (answer.status ?? 0) >= 400], JSON.stringify(answer)).toEqual([
        action.name,
        origin,
        true,
      ]);
      expect(answer.status).not.toBe(422);
    }
  }
  expect(baseURL).toBeTruthy();
});

test("what is open to strangers does nothing for a call that holds nothing", async ({
  playwright,
  baseURL,
}) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  for (const action of actions().filter(({ name }) => name in openActions)) {
    const answer = await answerOf(request, { ...action, page: "/sign-in" }, baseURL ?? "");
    expect([action.name, answer.status]).toEqual([action.name, openActions[action.name]]);
  }
  await request.dispose();
});
