import type { Page } from "@playwright/test";
import { admin } from "./callboard";
import { noteSecret } from "./secrets";
import { server } from "./servers";

export type TestUser = { name: string; email: string; password: string };

let made = 0;

/** Somebody of this test alone: what happens to them hinders no other test. */
export async function makeUser(role: "developer" | "user"): Promise<TestUser> {
  made += 1;
  const person = { name: `TestUser ${made}`, email: `person-${made}-${Date.now()}@e2e.example.com` };
  const output = await admin(
    server.dataDir,
    ...["user", "create", "--email", person.email, "--name", person.name, "--role", role],
  );
  return { ...person, password: noteSecret(output.split(/\s+/).at(-1) ?? "") };
}

/** Sends the form of `/sign-in` and waits for its answer, whatever that is. */
export async function tryToSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  const answer = page.waitForResponse(
    (response) =>
      response.request().method() === "POST" && new URL(response.url()).pathname.startsWith("/sign-in"),
  );
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await answer;
}
