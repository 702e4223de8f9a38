import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { addUser } from "@/lib/testing/users";
import { listUsers } from "./administer";
import { codePattern, maxRequests } from "./link-request";
import { acceptLinkRequest, acceptLinkSchema, listLinkRequests, refuseLinkRequest } from "./link-requests";
import { setLinkAllowed, signInWithClaims } from "./single-sign-on";

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account, user_identity, link_request restart identity cascade");
});

const issuer = "https://id.example.com";
const email = "ada@example.com";
/** Signs in with a provider that says nothing of the email. */
const comes = (subject = "4711", given: { email?: string; name?: string | null } = {}) =>
  signInWithClaims(
    { issuer, subject, email, emailsDiffer: false, emailVerified: null, name: "Ada L.", ...given },
    { trustEmail: false },
  );
async function asks(subject?: string, given?: { email?: string; name?: string | null }): Promise<string> {
  const outcome = await comes(subject, given);
  if (outcome.kind !== "link_requested") throw new Error(`It ended with ${outcome.kind}.`);
  return outcome.code;
}
const accept = (code: string, subject = "4711", seen = email) =>
  acceptLinkRequest(operator, { issuer, subject, email: seen, code });
const withAda = () =>
  addUser(pool(), { name: "Ada", email, role: "developer", password: "correct horse battery" });
const audited = async () =>
  (await pool().query("select actor_name, action, subject, after from audit_entry order by id")).rows;

test("who tells the code becomes the account with that email, and signs in from then on", async () => {
  await withAda();
  const code = await asks();
  expect(code).toMatch(codePattern);
  const [request] = await listLinkRequests(operator);
  expect(request).toMatchObject({
    issuer,
    subject: "4711",
    email,
    name: "Ada L.",
    user: { name: "Ada", disabled: false },
  });
  expect(JSON.stringify(request)).not.toContain(code);
  await accept(code);
  expect(await comes()).toMatchObject({ kind: "signed_in", id: 1 });
  expect(await comes("another subject")).toMatchObject({ kind: "link_requested" });
  expect(await listUsers(operator)).toMatchObject([{ role: "developer", singleSignOn: true }]);
  expect(await audited()).toMatchObject([
    { action: "user.linked", subject: "usr_1", actor_name: operator.name, after: { subject: "4711" } },
  ]);
});

test("whose email nobody has becomes a new User", async () => {
  await accept(await asks());
  expect(await comes()).toMatchObject({ kind: "signed_in", id: 1 });
  expect(await listUsers(operator)).toMatchObject([{ name: "Ada L.", email, role: "user" }]);
  expect(await audited()).toMatchObject([{ action: "user.created", actor_name: operator.name }]);
});

test.each([null, " ", "a\u0000b", "a\u202eb", "\ud800"])("a name of %j is none", async (name) => {
  await asks("4711", { name });
  expect(await listLinkRequests(operator)).toMatchObject([{ name: null }]);
});

test("a stranger with the same email is another request: only the code of this one is taken", async () => {
  await withAda();
  const [hers, theirs] = [await asks(), await asks("stranger")];
  await expect(accept(hers, "stranger")).rejects.toThrow(InvalidError);
  await expect(accept(theirs)).rejects.toThrow(InvalidError);
  // A wrong code takes nothing away.
  await accept(hers);
  expect(await comes("stranger")).toMatchObject({ kind: "link_requested" });
});

test("a later attempt has another code, and the earlier one is taken no more", async () => {
  await withAda();
  const [before, now] = [await asks(), await asks()];
  expect(now).not.toBe(before);
  await expect(accept(before)).rejects.toThrow(InvalidError);
  await accept(now);
});

test("an email that changed since the page was read, or a request that is gone, links nobody", async () => {
  await withAda();
  const code = await asks("4711", { email: "other@example.com" });
  await expect(accept(code)).rejects.toThrow(ConflictError);
  await pool().query("update link_request set requested_at = now() - interval '8 days'");
  expect(await listLinkRequests(operator)).toEqual([]);
  await expect(accept(code, "4711", "other@example.com")).rejects.toThrow(NotFoundError);
  await expect(accept(code, "nobody")).rejects.toThrow(NotFoundError);
  expect(await audited()).toEqual([]);
});

test("who is disabled cannot be linked", async () => {
  await withAda();
  await pool().query("update user_account set disabled_at = now()");
  await expect(accept(await asks())).rejects.toThrow("Ada is disabled. Enable them first.");
});

test("a refused request is gone, and the history says so", async () => {
  await withAda();
  const code = await asks();
  await refuseLinkRequest(operator, { issuer, subject: "4711" });
  await expect(accept(code)).rejects.toThrow(NotFoundError);
  await asks("4712", { email: "new@example.com" });
  await refuseLinkRequest(operator, { issuer, subject: "4712" });
  expect((await audited()).map(({ action, subject }) => [action, subject])).toEqual([
    ["user.link_request_refused", "usr_1"],
    ["user.link_request_refused", "users"],
  ]);
});

test("accepting uses up a permission to link, which would open the account to another", async () => {
  await withAda();
  await setLinkAllowed(operator, email, true);
  await accept(await asks());
  const verified = { issuer, subject: "other", email, emailsDiffer: false, emailVerified: true, name: null };
  expect(await signInWithClaims(verified, { trustEmail: false })).toEqual({ kind: "email_taken" });
});

test("of very many, the newest are kept", async () => {
  await pool().query(
    `insert into link_request (issuer, subject, email, code, requested_at)
     select $1, 'flood ' || n, 'flood@example.com', 'AAAA-AAAA', now() - interval '1 hour' from generate_series(1, 300) n`,
    [issuer],
  );
  await asks();
  const listed = await listLinkRequests(operator);
  expect(listed).toHaveLength(maxRequests);
  expect(listed[0]?.email).toBe(email);
});

test("only an administrator reads, accepts and refuses", async () => {
  const code = await asks();
  for (const role of ["developer", "user"] as const) {
    const actor = await actorOf(role);
    await expect(listLinkRequests(actor)).rejects.toThrow(ForbiddenError);
    await expect(acceptLinkRequest(actor, { issuer, subject: "4711", email, code })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(refuseLinkRequest(actor, { issuer, subject: "4711" })).rejects.toThrow(ForbiddenError);
  }
});

test.each([
  ["k7f2 9xqa", "K7F2-9XQA"],
  ["K7F29XQA", "K7F2-9XQA"],
  [" k7f2-9xqa ", "K7F2-9XQA"],
])("a code typed as %j is understood", (typed, code) => {
  expect(acceptLinkSchema.parse({ issuer, subject: "1", email, code: typed }).code).toBe(code);
});

test.each(["", "K7F2", "K7F2-9XQA-1", "x".repeat(41)])("a code typed as %j is none", (code) => {
  expect(acceptLinkSchema.safeParse({ issuer, subject: "1", email, code }).success).toBe(false);
});
