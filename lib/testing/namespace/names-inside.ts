import dns from "node:dns";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createResolver } from "@/lib/net/resolver";
import { startNameServer } from "./name-server";
import type { Zone } from "./zone";

/** Runs inside the network namespace, with its own name server and name files: what a name is to the system, and to a call. */
export type NamesOrder = { hosts: string; resolvConf: string; zone: Zone; names: string[] };
/** Addresses, sorted; or the code of the error. */
export type NamesReply = { system: string[] | string; called: string[] | string }[];

/** The folder whose files are bound over those in /etc. */
const folder = process.argv[2] ?? "";

async function found(addresses: Promise<readonly { address: string }[]>): Promise<string[] | string> {
  try {
    return (await addresses).map(({ address }) => address).sort();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

async function resolved(name: string): Promise<readonly { address: string }[]> {
  const { addresses, later } = await createResolver()(name);
  return [...addresses, ...((await later) ?? [])];
}

process.on("message", async ({ hosts, resolvConf, zone, names }: NamesOrder) => {
  writeFileSync(path.join(folder, "hosts"), hosts);
  writeFileSync(path.join(folder, "resolv.conf"), resolvConf);
  const server = await startNameServer();
  server.learn(zone);
  const reply: NamesReply = [];
  for (const name of names) {
    const system = await found(dns.promises.lookup(name, { all: true }));
    reply.push({ system, called: await found(resolved(name)) });
  }
  server.close();
  process.send?.(reply);
});
process.on("disconnect", () => process.exit(0));
