import { type BrowserContext, expect, type Page } from "@playwright/test";
import { generatePassword } from "@/lib/auth/password";
import type { Role, Scope } from "@/lib/auth/permissions";
import { addToken } from "@/lib/testing/tokens";
import { addUser } from "@/lib/testing/users";
import { withDatabase } from "./callboard";
import { noteSecret } from "./secrets";
import { server } from "./servers";

export type TestUser = { name: string; email: string; password: string };

let made = 0;

/** Adds a user of this role, with a password whose hash costs next to nothing. */
export async function addTestUser(who: Pick<TestUser, "name" | "email">, role: Role): Promise<TestUser> {
  const person = { ...who, password: noteSecret(generatePassword()) };
  await withDatabase(server.dataDir, (db) => addUser(db, { ...person, role }));
  return person;
}

/** Adds a token of this user's, with both scopes where none is named. */
export async function addTestToken({ email }: Pick<TestUser, "email">, ...scopes: Scope[]): Promise<string> {
  let token = "";
  await withDatabase(server.dataDir, async (db) => {
    token = await addToken(db, { email, name: "e2e", ...(scopes.length > 0 ? { scopes } : {}) });
  });
  return noteSecret(token);
}

/** Somebody of this test alone: what happens to them hinders no other test. */
export async function makeUser(role: "developer" | "user"): Promise<TestUser> {
  made += 1;
  return addTestUser(
    { name: `TestUser ${made}`, email: `person-${made}-${Date.now()}@e2e.example.com` },
    role,
  );
}

/** Signs a browser in as a program does, by next-auth's routes, without opening the form: other tests do that. */
export async function signInByPost(
  { request }: BrowserContext,
  { email, password }: TestUser,
): Promise<void> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const form = { csrfToken, email, password, json: "true" };
  const answer = await request.post("/api/auth/callback/credentials", { form });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`);
}

/** Sends the form of `/sign-in` and waits for its answer, whatever that is. */
export async function tryToSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  const button = page.getByRole("button", { name: "Sign in", exact: true });
  // While the answer before is being drawn a press does nothing.
  await expect(button).not.toHaveAttribute("aria-busy", "true");
  const answer = page.waitForResponse(
    (response) =>
      response.request().method() === "POST" && new URL(response.url()).pathname.startsWith("/sign-in"),
  );
  await button.click();
  await answer;
}
