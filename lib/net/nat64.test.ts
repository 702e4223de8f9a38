import { expect, onTestFinished, test, vi } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { networkFrom } from "@/lib/address/ip-address";
import { type DnsDecision, startDnsServer } from "@/lib/testing/dns-server";
import { createGuardedAgent } from "./guard";
import { judgeNames } from "./judge-names";
import { createPrefixDiscovery } from "./nat64";
import { createResolver } from "./resolver";
import { sendCallback } from "./send";

/** A name server of a network with a NAT64 of its own, and the name of a receiver there. */
async function network(
  receiver: string,
  tell: () => DnsDecision = () => ["2a00:64::c000:aa", "2a00:64::c000:ab"],
) {
  const { address, asked } = await startDnsServer((name) => (name === "ipv4only.arpa" ? tell() : receiver));
  const servers = [address];
  return { resolve: createResolver({ servers }), findPrefixes: createPrefixDiscovery({ servers }), asked };
}

const url = "http://crm.callboard-check.com/in";
const refused =
  "crm.callboard-check.com leads to 2a00:64::a00:5, which is 10.0.0.5 behind a NAT64, a private address";

test("a call and a save judge a receiver behind the network's NAT64 by its IPv4 address", async () => {
  const { resolve, findPrefixes, asked } = await network("2a00:64::a00:5");
  const agent = createGuardedAgent({ allow: [], resolve, findPrefixes });
  onTestFinished(() => agent.destroy());
  for (const called of [url, "http://[2a00:64::a00:5]/in"]) {
    const record = await sendCallback({ agent, url: called, headers: [] });
    expect(record).toMatchObject({
      outcome: "blocked",
      cause: expect.stringContaining("10.0.0.5 behind a NAT64"),
    });
  }
  const verdicts = await judgeNames([url, "http://[2a00:64::a00:5]/in"], [], resolve, findPrefixes);
  expect(verdicts.get(url)).toEqual({
    refused: `${refused}. To permit it, an operator adds 10.0.0.5/32 to CALLBACK_ALLOW.`,
  });
  expect([...verdicts.values()].every(({ refused: why }) => why !== undefined)).toBe(true);
  expect(asked.filter((name) => name === "ipv4only.arpa")).toHaveLength(1);
});

test("a public receiver behind it is not refused, nor any without a NAT64", async () => {
  const behind = await network("2a00:64::808:808");
  expect(await judgeNames([url], [], behind.resolve, behind.findPrefixes)).toEqual(new Map([[url, {}]]));
  const without = await network("2a00:64::a00:5", () => "unknown");
  expect(await judgeNames([url], [], without.resolve, without.findPrefixes)).toEqual(new Map([[url, {}]]));
});

test("nothing is asked for an address that no translator makes", async () => {
  const { resolve, findPrefixes, asked } = await network("10.0.0.5");
  await judgeNames([url, "http://[::1]/"], parseAllowList("10.0.0.5/32,::1/128"), resolve, findPrefixes);
  expect(asked).not.toContain("ipv4only.arpa");
});

test("what was discovered is asked again after ten minutes, and stays known while the server fails", async () => {
  const startedAtMs = Math.ceil(performance.now());
  const now = vi.spyOn(performance, "now").mockReturnValue(startedAtMs);
  onTestFinished(() => void now.mockRestore());
  let decision: DnsDecision = ["2a00:64::c000:aa"];
  const { findPrefixes, asked } = await network("", () => decision);
  const prefix = networkFrom("2a00:64::/96");
  expect(await Promise.all([findPrefixes(), findPrefixes()])).toEqual([[prefix], [prefix]]);
  const at = async (ms: number) => {
    now.mockReturnValue(startedAtMs + ms);
    await findPrefixes();
  };
  await at(600_000);
  expect(asked).toHaveLength(1);
  decision = "failing";
  await at(600_001);
  await expect.poll(() => asked.length).toBe(2);
  expect(await findPrefixes()).toEqual([prefix]);
  decision = [];
  let ms = 600_001;
  const later = () => {
    ms += 60_001;
    return at(ms).then(findPrefixes);
  };
  await expect.poll(later).toEqual([]);
});
