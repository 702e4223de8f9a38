import { hkdfSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { encode } from "next-auth/jwt";
import { freePort } from "@/lib/testing/ports";
import { discard, startCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { server } from "./servers";
import { makeUser, tryToSignIn } from "./users";

/** Sessions are rows that end: over plain HTTP, as whoever has copied a cookie would come. */

/** A program that keeps cookies; `base` is where it connects, whatever the app calls itself. */
function program(base: string) {
  const jar = new Map<string, string>();
  const send = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(`${base}${path}`, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const csrfToken = async () =>
    ((await (await send("/api/auth/csrf")).json()) as { csrfToken: string }).csrfToken;
  return {
    jar,
    send,
    signIn: async (email: string, password: string) =>
      send("/api/auth/callback/credentials", { csrfToken: await csrfToken(), email, password, json: "true" }),
    signOut: async () => send("/api/auth/signout", { csrfToken: await csrfToken(), json: "true" }),
  };
}

/** What a page of the signed-in answers to these cookies. */
const statusWith = async (base: string, cookie: string) =>
  (await fetch(`${base}/account`, { redirect: "manual", headers: { cookie } })).status;

/** Posts the form of `/sign-in` as a browser without scripts does, through a proxy that is known as `host`. */
async function postSignInForm(base: string, host: string, typed: Record<string, string>): Promise<Response> {
  const address = `${base}/sign-in?callbackUrl=%2Fadministration%2Fusers`;
  const [, markup = ""] = /<form[^>]*>(.*?)<\/form>/s.exec(await (await fetch(address)).text()) ?? [];
  const body = new FormData();
  for (const [, attributes = ""] of markup.matchAll(/<input([^>]*type="hidden"[^>]*)>/g)) {
    const [, name = ""] = /name="([^"]*)"/.exec(attributes) ?? [];
    const [, value = ""] = /value="([^"]*)"/.exec(attributes) ?? [];
    body.append(name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  }
  for (const [name, text] of Object.entries(typed)) body.append(name, text);
  const headers = { origin: `https://${host}`, "x-forwarded-host": host };
  return fetch(address, { method: "POST", body, headers, redirect: "manual" });
}

const http = "next-auth.session-token";

test("a copied cookie is refused after its browser has signed out", async ({ page, context }) => {
  const person = await makeUser("user");
  await page.goto("/sign-in?callbackUrl=%2Finstances");
  await tryToSignIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/instances$/);
  const copied = (await context.cookies()).find(({ name }) => name === http);
  const cookie = `${http}=${copied?.value}`;
  expect(await statusWith(server.url, cookie)).toBe(200);
  await page.getByRole("button", { name: `Account of ${person.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(http);
  expect(await statusWith(server.url, cookie)).toBe(307);
  const asked = await fetch(`${server.url}/api/auth/session`, { headers: { cookie } });
  expect(await asked.text()).not.toContain("userId");
});

test("a program signs in and out by next-auth's own door, and its copied cookie is refused too", async () => {
  const person = await makeUser("user");
  const one = program(server.url);
  expect((await one.signIn(person.email, "not the password")).status).toBe(401);
  expect((await one.send("/account")).status).toBe(307);
  expect((await one.signIn(person.email, person.password)).status).toBe(200);
  expect((await one.send("/account")).status).toBe(200);
  const cookie = `${http}=${one.jar.get(http)}`;
  expect(await statusWith(server.url, cookie)).toBe(200);
  await one.signOut();
  expect(await statusWith(server.url, cookie)).toBe(307);
});

test("Account lists where one is signed in, and ends one without the others", async ({ page, browser }) => {
  const person = await makeUser("user");
  const elsewhere = await (
    await browser.newContext({
      baseURL: server.url,
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      extraHTTPHeaders: { "x-forwarded-for": "203.0.113.9" },
    })
  ).newPage();
  const third = program(server.url);
  await third.signIn(person.email, person.password);
  for (const one of [elsewhere, page]) {
    await one.goto("/sign-in?callbackUrl=%2Faccount");
    await tryToSignIn(one, person.email, person.password);
    await expect(one.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  }
  const sessions = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: "End session" }) });
  await expect(sessions).toHaveCount(3);
  await expect(sessions.filter({ hasText: "This browser" })).toHaveText(
    /Chrome on .*127\.0\.0\.1|Chrome on .*::1/,
  );
  const firefox = sessions.filter({ hasText: "Firefox on Linux" });
  await expect(firefox).toContainText("203.0.113.9");
  await expect(firefox).not.toContainText("This browser");
  await firefox.getByRole("button", { name: "End session" }).click();
  await expect(sessions).toHaveCount(2);
  await elsewhere.goto("/instances");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  expect((await third.send("/account")).status).toBe(200);
  await sessions.filter({ hasText: "This browser" }).getByRole("button", { name: "End session" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect((await third.send("/account")).status).toBe(200);
  await elsewhere.context().close();
});

test("a token of the release before, which names no session, signs nobody in", async () => {
  const appSecret = (await readFile(path.join(server.dataDir, "app-secret"), "utf8")).trim();
  const secret = Buffer.from(hkdfSync("sha256", appSecret, "", "callboard sessions", 32)).toString("base64");
  const before = { userId: 1, sessionVersion: 1, signedInAt: Date.now() };
  const token = await encode({ token: before as never, secret });
  expect(await statusWith(server.url, `${http}=${token}`)).toBe(307);
  const one = program(server.url);
  one.jar.set(http, token);
  expect(await (await one.send("/api/auth/session")).text()).not.toContain("userId");
  expect((await one.signOut()).status).toBe(200);
});

test("under https the cookie is __Host-, from both doors, and one called __Secure- signs nobody in", async () => {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const [email, password] = ["root@example.com", "correct horse battery"];
  const callboard = await startCallboard({
    PORT: String(port),
    APP_URL: "https://callboard.example.com",
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  });
  try {
    const one = program(base);
    const answer = await one.signIn(email, password);
    const given = answer.headers.getSetCookie().find((line) => line.startsWith(`__Host-${http}=`));
    expect(given).toMatch(/; Path=\/(;|$)/);
    expect(given).toMatch(/; Secure(;|$)/);
    expect(given).toMatch(/; HttpOnly(;|$)/);
    expect(given).not.toMatch(/; Domain=/i);
    const token = one.jar.get(`__Host-${http}`) ?? "";
    expect(await statusWith(base, `__Host-${http}=${token}`)).toBe(200);
    expect(await statusWith(base, `__Secure-${http}=${token}`)).toBe(307);
    expect(await statusWith(base, `${http}=${token}`)).toBe(307);
    const posted = await postSignInForm(base, "callboard.example.com", { email, password });
    expect(posted.headers.get("location")).toBe("/administration/users");
    const cookies = posted.headers.getSetCookie().filter((line) => line.includes("session-token"));
    expect(cookies).toEqual([expect.stringMatching(/^__Host-next-auth\.session-token=[^;]+; Path=\/;/)]);
    expect(cookies[0]).toMatch(/; Secure(;|$)/);
  } finally {
    await discard(callboard);
  }
});
