import { type Actor, assertCan } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { type Prisma, prisma } from "@/lib/db/prisma";
import { parsePublicId, publicId } from "@/lib/ids";
import { actionsOfKinds, auditKinds } from "./actions";
import type { AuditFilter } from "./schema";
import { subjectsOf } from "./subjects";
import { type AuditEntryView, auditEntryView } from "./view";

const perPage = 25;

/**
 * The history, newest first, as far as the actor may read it. `nextCursor` is null on the last page; what is added meanwhile
 * shifts nothing. Query values of URLs are masked for those who may not edit the settings, secrets for everybody.
 * @throws ForbiddenError
 */
export async function listAudit(
  actor: Actor,
  { cursor, ...filter }: AuditFilter = {},
): Promise<{ items: AuditEntryView[]; nextCursor: string | null }> {
  assertCan(actor, "webhooks:read");
  const after = cursor ? parsePublicId("aud", cursor) : null;
  const rows = await prisma().auditEntry.findMany({
    where: { AND: [await visibleTo(actor), conditions(filter), after === null ? {} : { id: { lt: after } }] },
    orderBy: { id: "desc" },
    take: perPage + 1,
  });
  const page = rows.slice(0, perPage);
  const subjects = await subjectsOf(actor, [...new Set(page.map(({ subject }) => subject))]);
  const mayEdit = can(actor, "webhooks:write");
  const items = page.map((row) =>
    auditEntryView(row, { subject: subjects.get(row.subject) ?? { text: row.subject, href: null }, mayEdit }),
  );
  return { items, nextCursor: rows.length > perPage ? (items.at(-1)?.entryID ?? null) : null };
}

/** Who has an entry that the actor may read, by name: what the filter offers. @throws ForbiddenError */
export async function listActors(actor: Actor): Promise<{ person: string; name: string }[]> {
  assertCan(actor, "webhooks:read");
  const found = await prisma().auditEntry.groupBy({ by: ["actorId"], where: await visibleTo(actor) });
  const ids = found.flatMap(({ actorId }) => actorId ?? []);
  const users = await prisma().user.findMany({
    where: { id: { in: ids } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return [
    ...users.map(({ id, name }) => ({ person: publicId("usr", id), name })),
    ...(found.some(({ actorId }) => actorId === null)
      ? [{ person: "system", name: "Command line and setup" }]
      : []),
  ];
}

/**
 * Users who manage users read everything; others read entries about callbacks and about their own tokens (`./actions`). Only the
 * former read actions that this release does not know.
 */
async function visibleTo(actor: Actor): Promise<Prisma.AuditEntryWhereInput> {
  if (can(actor, "users:read")) return {};
  const own = await prisma().apiToken.findMany({
    where: { ownerId: actor.userId ?? 0 },
    select: { id: true },
  });
  return {
    OR: [
      { action: { in: actionsReadBy("callbacks") } },
      { action: { in: actionsReadBy("owner") }, subject: { in: own.map(({ id }) => `token_${id}`) } },
    ],
  };
}

const actionsReadBy = (readers: "callbacks" | "owner") =>
  actionsOfKinds((kind) => auditKinds[kind].readers === readers);

function conditions({
  kind,
  person,
  from,
  to,
  subject,
}: Omit<AuditFilter, "cursor">): Prisma.AuditEntryWhereInput {
  return {
    ...(kind ? { action: { in: actionsOfKinds((one) => one === kind) } } : {}),
    ...(person ? { actorId: person === "system" ? null : Number(parsePublicId("usr", person)) } : {}),
    ...(subject ? { subject } : {}),
    at: {
      ...(from ? { gte: new Date(`${from}T00:00:00Z`) } : {}),
      ...(to ? { lte: new Date(`${to}T23:59:59.999Z`) } : {}),
    },
  };
}
