import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type DnsDecision, startDnsServer } from "@/lib/testing/dns-server";
import type { DnsType } from "@/lib/testing/dns-wire";
import { createResolver } from "./resolver";

const four = { address: "192.0.2.1", family: 4 };
const six = { address: "2001:db8::1", family: 6 };
const both = [four.address, six.address];
const name = "hooks.callboard-check.com";

/** Addresses of servers that all answer so. */
async function servers(count: number, decide: (type: DnsType) => DnsDecision | Promise<DnsDecision>) {
  const started = await Promise.all(
    Array.from({ length: count }, () => startDnsServer((_, type) => decide(type))),
  );
  return started.map(({ address }) => address);
}

async function hostsFile(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-hosts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "hosts");
  await writeFile(file, text);
  return file;
}

test.each([
  [1, "AAAA", four],
  [2, "AAAA", four],
  [3, "AAAA", four],
  [1, "A", six],
  [3, "A", six],
] as const)(
  "%i name servers that never answer %s: the family that came is enough",
  async (count, dropped, came) => {
    const resolve = createResolver({
      servers: await servers(count, (type) => (type === dropped ? null : both)),
    });
    // What is still to come is told apart: nobody waited for the silent servers to be given up.
    expect(await resolve(name)).toEqual({ addresses: [came], later: expect.any(Promise) });
  },
);

test("the name servers are read anew once a minute is over, and not before", async () => {
  const asked: number[] = [];
  const [first = "", second = ""] = await Promise.all(
    [1, 2].map(async (number) => {
      const { address } = await startDnsServer(() => {
        asked.push(number);
        return both;
      });
      return address;
    }),
  );
  // They stand for the system's, which change while Callboard runs.
  const present = [first];
  // A whole number, so that the sums below are exact.
  const startedAtMs = Math.ceil(performance.now());
  const now = vi.spyOn(performance, "now").mockReturnValue(startedAtMs);
  onTestFinished(() => void now.mockRestore());
  const resolve = createResolver({ servers: present });
  present[0] = second;
  const askedAt = async (ms: number) => {
    now.mockReturnValue(startedAtMs + ms);
    asked.length = 0;
    await resolve(name);
    return new Set(asked);
  };
  expect(await askedAt(60_000)).toEqual(new Set([1]));
  expect(await askedAt(60_001)).toEqual(new Set([2]));
});

test("both families that come together are known together", async () => {
  const resolve = createResolver({ servers: await servers(1, () => both) });
  const { addresses, later } = await resolve(name);
  expect(new Set(addresses)).toEqual(new Set([four, six]));
  expect(later).toBeNull();
});

test.each([
  ["addresses", both, [six]],
  ["no address", "unknown", []],
  ["a failure", "failing", []],
] as const)("a family that comes late with %s is told later", async (_, answer, expected) => {
  let release = (_decision: DnsDecision) => {};
  const late = new Promise<DnsDecision>((resolve) => {
    release = resolve;
  });
  const resolve = createResolver({ servers: await servers(1, (type) => (type === "A" ? both : late)) });
  const { addresses, later } = await resolve(name);
  expect(addresses).toEqual([four]);
  release(typeof answer === "string" ? answer : [...answer]);
  expect(await later).toEqual(expected);
});

test("a family that has no address is not enough: the other is waited for", async () => {
  const resolve = createResolver({
    servers: await servers(1, (type) =>
      type === "A" ? [] : new Promise((answer) => setTimeout(answer, 200, both)),
    ),
  });
  expect(await resolve(name)).toEqual({ addresses: [six], later: null });
});

test.each([
  ["answers SERVFAIL", "failing"],
  ["never answers", null],
  ["has another address for the name", "203.0.113.9"],
] as const)("a name in the hosts file counts where DNS %s, and DNS is not asked", async (_, decision) => {
  const server = await startDnsServer(() => decision);
  const resolve = createResolver({
    servers: [server.address],
    hostsFile: await hostsFile(`# ours\n10.9.8.7\tother HOOKS.callboard-check.com # it\n::5 ${name}\n`),
  });
  expect(await resolve(name)).toEqual({
    addresses: [
      { address: "10.9.8.7", family: 4 },
      { address: "::5", family: 6 },
    ],
    later: null,
  });
  expect(server.asked).toEqual([]);
});

test("a name that is not in the hosts file is asked of DNS", async () => {
  const resolve = createResolver({
    servers: await servers(1, () => both),
    hostsFile: await hostsFile(`10.9.8.7 not-${name}\nnonsense ${name}\n#10.9.8.7 ${name}\n`),
  });
  expect(new Set((await resolve(name)).addresses)).toEqual(new Set([four, six]));
});

test("localhost is this machine, whatever DNS says", async () => {
  const server = await startDnsServer(() => "203.0.113.9");
  const resolve = createResolver({ servers: [server.address], hostsFile: await hostsFile("") });
  expect((await resolve("localhost")).addresses.map(({ address }) => address)).toEqual(["127.0.0.1", "::1"]);
  expect(server.asked).toEqual([]);
});
