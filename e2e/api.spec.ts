import { admin } from "./callboard";
import { expect, test } from "./fixtures";
import { server } from "./servers";
import { addTestToken } from "./users";

/** What only the running server can show of the API; the rest is tested at its handlers. */

test("a person's session opens nothing of the API", async ({ signIn }) => {
  const page = await signIn("administrator");
  const answer = await page.request.get("/api/instances");
  expect(answer.status()).toBe(401);
  expect(answer.headers()["www-authenticate"]).toBe("Bearer");
});

test("addresses that do not exist, wrong methods and malformed addresses answer with problem documents", async ({
  api,
}) => {
  for (const [method, path, status] of [
    ["GET", "/api", 404],
    ["GET", "/api/nothing/here", 404],
    ["GET", "/api/instances/create", 405],
    ["PUT", "/api/instances", 405],
    ["GET", "/api/instances/%ff", 400],
    ["GET", "/api/instances/%00", 404],
    ["GET", "/api/events/%ff", 400],
    ["DELETE", "/api/instances/no-such-1", 404],
  ] as const) {
    const answer = await api("user", method, path);
    expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
      path,
      status,
      "application/problem+json",
    ]);
    expect(await answer.json()).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
});

test("a token without the write scope reads and changes nothing; a revoked one does neither", async ({
  userOf,
  baseURL,
}) => {
  const token = await addTestToken(await userOf("user"), "read");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const create = () =>
    fetch(`${baseURL}/api/instances/create`, { method: "POST", headers, body: '{"processName":"Scopes"}' });
  expect((await create()).status).toBe(403);
  expect((await fetch(`${baseURL}/api/instances`, { headers })).status).toBe(200);
  await admin(server.dataDir, "token", "revoke", "--id", token.split("_")[1] ?? "");
  expect((await fetch(`${baseURL}/api/instances`, { headers })).status).toBe(401);
});

test("limits hold on the wire: 256 KiB a body, whole or in chunks", async ({ tokenOf, baseURL }) => {
  const headers = { authorization: `Bearer ${await tokenOf("user")}`, "content-type": "application/json" };
  const body = JSON.stringify({ processName: "Large", Status: "x".repeat(300 * 1024) });
  const whole = await fetch(`${baseURL}/api/instances/create`, { method: "POST", headers, body });
  expect(whole.status).toBe(413);
  const chunked = await fetch(`${baseURL}/api/instances/create`, {
    method: "POST",
    headers,
    body: new Blob([body]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(chunked.status).toBe(413);
});
