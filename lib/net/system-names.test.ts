import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { describe, expect, onTestFinished, test } from "vitest";
import { enterNamespace, findNamespace, type Namespace } from "@/lib/testing/namespace/enter";
import type { NamesOrder, NamesReply } from "@/lib/testing/namespace/names-inside";

/** Real name files and the system's own look-up (getaddrinfo), beside what a call resolves. */
const folder = mkdtempSync(path.join(os.tmpdir(), "callboard-names-"));
const namespace: Namespace | string = findNamespace(folder);
rmSync(folder, { recursive: true, force: true });
if (typeof namespace === "string")
  console.warn(
    `\n*** NOT RUN: names beside the system's look-up need a network namespace, and ${namespace}. ***\n`,
  );

const loopback = "127.0.0.1 localhost\n::1 localhost\n";
const server = "nameserver 127.0.0.1\n";
const production = { a: ["93.184.216.34"], aaaa: ["2606:4700::1111"] };
const staging = { a: ["10.1.2.3"] };
const zone = {
  "crm.callboard-check.com": { answers: [production] },
  "app.dev": { answers: [production] },
  "app.dev.svc.cluster.local": { answers: [staging] },
  "erp.svc.cluster.local": { answers: [staging] },
  "hooks.corp.callboard-check.com": { answers: [staging] },
  "six.callboard-check.com": { answers: [{ aaaa: ["2606:4700::2222"] }] },
};
const kubernetes = `${server}search shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:1\n`;

const cases: { title: string; hosts: string; resolvConf: string; names: Record<string, string[] | null> }[] =
  [
    {
      title: "an override in the hosts file counts where DNS knows the name, for all its families",
      hosts: `${loopback}10.9.8.7 CRM.callboard-check.com crm # staging\n10.9.8.8 six.callboard-check.com\n10.9.8.9\tcrm.callboard-check.com\n`,
      resolvConf: server,
      names: {
        "crm.callboard-check.com": ["10.9.8.7", "10.9.8.9"],
        crm: ["10.9.8.7"],
        "six.callboard-check.com": ["10.9.8.8"],
      },
    },
    {
      title: "what the hosts file does not know is asked of DNS, as it is",
      hosts: `${loopback}#10.9.8.7 crm.callboard-check.com\nnonsense crm.callboard-check.com\n`,
      resolvConf: server,
      names: {
        "crm.callboard-check.com": ["2606:4700::1111", "93.184.216.34"],
        "app.dev": ["2606:4700::1111", "93.184.216.34"],
        "six.callboard-check.com": ["2606:4700::2222"],
        "nobody.callboard-check.com": null,
      },
    },
    {
      title: "a name with few dots is looked for in the search list first, unless it ends in a dot",
      hosts: loopback,
      resolvConf: kubernetes,
      names: {
        "app.dev": ["10.1.2.3"],
        "app.dev.": ["2606:4700::1111", "93.184.216.34"],
        erp: ["10.1.2.3"],
        "crm.callboard-check.com": ["2606:4700::1111", "93.184.216.34"],
        "nobody.shop": null,
      },
    },
    {
      title: "a name with enough dots is looked for as it is first, and the last of several lines counts",
      hosts: loopback,
      resolvConf: `${server}search elsewhere.callboard-check.com\ndomain corp.callboard-check.com\n`,
      names: {
        hooks: ["10.1.2.3"],
        "app.dev": ["2606:4700::1111", "93.184.216.34"],
      },
    },
  ];

describe.skipIf(typeof namespace === "string")("beside the system's own look-up", () => {
  test.each(cases)("$title", async ({ hosts, resolvConf, names }) => {
    const asked = Object.keys(names);
    const reply = await inside({ hosts, resolvConf, zone, names: asked });
    const expected = asked.map((name) => {
      const addresses = names[name] ?? "ENOTFOUND";
      return { name, system: addresses, called: addresses };
    });
    expect(asked.map((name, index) => ({ name, ...reply[index] }))).toEqual(expected);
  });
});

async function inside(order: NamesOrder): Promise<NamesReply> {
  if (typeof namespace === "string") return [];
  const place = mkdtempSync(path.join(os.tmpdir(), "callboard-names-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const program = path.join(place, "names.cjs");
  await build({
    entryPoints: ["lib/testing/namespace/names-inside.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
  const etc = path.join(place, "etc");
  const child = enterNamespace(namespace, etc, [program, etc], {});
  const exited = once(child, "exit");
  child.send(order);
  const [reply] = await once(child, "message");
  child.disconnect();
  await exited;
  return reply as NamesReply;
}
