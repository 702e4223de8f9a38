import { operator } from "@/lib/auth/actor";
import { generatePassword } from "@/lib/auth/password";
import { type Role, roles } from "@/lib/auth/permissions";
import { closePool } from "@/lib/db/pool";
import { callbackUrls, type ReceiverPorts } from "@/lib/demo/applications";
import { applyChange } from "@/lib/demo/apply-change";
import { creation } from "@/lib/demo/next-change";
import { seedPast } from "@/lib/demo/past";
import { processes } from "@/lib/demo/processes";
import { actorOf, demoUsers } from "@/lib/demo/users";
import { byEventType } from "@/lib/events/event-types";
import { createUser } from "@/lib/users/administer";
import { replaceWebhooks } from "@/lib/webhooks/save";

/**
 * Fills the demo's empty database: users and callback URLs through the services, 29 days of the past, and through the services
 * again instances with events of each type, two of them deletions. Nothing is sent yet.
 * @returns the users' passwords, made anew each time
 */
export async function seed(ports: ReceiverPorts): Promise<Record<Role, string>> {
  try {
    const passwords = await addPeople();
    await saveUrls(ports);
    await seedPast(Date.now());
    await addInstances();
    return passwords;
  } finally {
    await closePool();
  }
}

async function addPeople(): Promise<Record<Role, string>> {
  const passwords = {
    administrator: generatePassword(),
    developer: generatePassword(),
    user: generatePassword(),
  };
  for (const role of roles)
    await createUser(operator, { ...demoUsers[role], role, password: passwords[role] });
  return passwords;
}

async function saveUrls(ports: ReceiverPorts): Promise<void> {
  const urls = callbackUrls(ports);
  await replaceWebhooks(await actorOf("developer"), {
    version: null,
    ...byEventType((type) => ({ enabled: true, urls: urls[type] })),
  });
}

/** Two of each process. One goes on to its second status; of two processes, the other is deleted. */
async function addInstances(): Promise<void> {
  const actor = await actorOf("user");
  for (const [index, process] of processes.entries()) {
    const instanceID = await applyChange(actor, creation(process, Math.random));
    await applyChange(actor, { kind: "update", instanceID, Status: process.statuses[1] ?? "" });
    const other = await applyChange(actor, creation(process, Math.random));
    if (index % 2 === 0) await applyChange(actor, { kind: "delete", instanceID: other });
  }
}
