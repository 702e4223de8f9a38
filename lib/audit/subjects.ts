import type { Actor } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { endpointTitle } from "@/lib/endpoint-title";
import { parsePublicId, publicId } from "@/lib/ids";
import type { Subject } from "./view";

const developer = "/administration/developer";

/** What these entries are about, by name and with a way there; a page's worth is looked up at once. */
export async function subjectsOf(actor: Actor, subjects: string[]): Promise<Map<string, Subject>> {
  const numbers = (kind: "ep" | "usr" | "dlv") =>
    subjects.flatMap((subject) => parsePublicId(kind, subject) ?? []);
  const tokenIds = subjects.flatMap((subject) => /^token_(\w+)$/.exec(subject)?.[1] ?? []);
  const [endpoints, users, deliveries, tokens] = await Promise.all([
    prisma().endpoint.findMany({
      where: { id: { in: numbers("ep").map(Number) } },
      select: { id: true, url: true, name: true },
    }),
    prisma().user.findMany({
      where: { id: { in: numbers("usr").map(Number) } },
      select: { id: true, name: true },
    }),
    // Retention takes deliveries away; entries about them stay.
    prisma().delivery.findMany({ where: { id: { in: numbers("dlv") } }, select: { id: true } }),
    prisma().apiToken.findMany({ where: { id: { in: tokenIds } }, select: { id: true, name: true } }),
  ]);
  const readsUsers = can(actor, "users:read");
  return new Map<string, Subject>([
    ["webhooks", { text: "Callback settings", href: developer }],
    ["notices", { text: "Notices", href: `${developer}/notices` }],
    ["users", { text: "Users", href: readsUsers ? "/administration/users" : null }],
    ...endpoints.map(({ id, url, name }): [string, Subject] => [
      publicId("ep", id),
      { text: endpointTitle({ name, url }).title, href: `${developer}/endpoints/${publicId("ep", id)}` },
    ]),
    ...users.map(({ id, name }): [string, Subject] => [
      publicId("usr", id),
      { text: name, href: readsUsers ? "/administration/users" : null },
    ]),
    ...deliveries.map(({ id }): [string, Subject] => {
      const deliveryID = publicId("dlv", id);
      return [deliveryID, { text: deliveryID, href: `${developer}/deliveries/${deliveryID}` }];
    }),
    ...subjects
      .filter((subject) => parsePublicId("job", subject) !== null)
      .map((jobID): [string, Subject] => [
        jobID,
        { text: `Bulk resend ${jobID}`, href: `${developer}/deliveries?job=${jobID}` },
      ]),
    ...subjects
      .filter((subject) => subject.startsWith("evt_"))
      .map((eventID): [string, Subject] => [
        eventID,
        { text: eventID, href: `${developer}/deliveries?q=${encodeURIComponent(eventID)}` },
      ]),
    ...tokens.map(({ id, name }): [string, Subject] => [
      `token_${id}`,
      { text: name, href: `${developer}/tokens#token_${id}` },
    ]),
  ]);
}
