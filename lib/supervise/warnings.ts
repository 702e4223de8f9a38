import { isLoopback } from "@/lib/address/address-policy";
import { wideEntries } from "@/lib/address/allow-list";
import { parseIp } from "@/lib/address/ip-address";
import type { Settings } from "@/lib/config";

/** What an operator should know of settings that are right and yet may not be meant; one sentence each. Pure. */
export function startWarnings(settings: Settings, env: Record<string, string | undefined>): string[] {
  return [...openLoopback(settings, env), ...openMore(env.CALLBACK_ALLOW ?? "")];
}

function openLoopback({ host, databaseUrl }: Settings, env: Record<string, string | undefined>): string[] {
  const isDefault = databaseUrl === undefined && env.CALLBACK_ALLOW === undefined;
  if (!isDefault || isLoopbackHost(host)) return [];
  return [
    `HOST is ${host}: others on the network reach Callboard, and its Developers can have it call services of this machine, because CALLBACK_ALLOW opens loopback addresses unless it is set. Set CALLBACK_ALLOW to what callbacks may reach besides public addresses, or to nothing (CALLBACK_ALLOW=).`,
  ];
}

function openMore(callbackAllow: string): string[] {
  return wideEntries(callbackAllow).map(
    ({ entry, opens, alone }) =>
      `CALLBACK_ALLOW holds ${entry}, which opens all of ${opens}. Write ${opens} if that is meant, else ${alone}.`,
  );
}

function isLoopbackHost(host: string): boolean {
  const address = parseIp(host);
  return address ? isLoopback(address) : /^(.+\.)?localhost$/i.test(host);
}
