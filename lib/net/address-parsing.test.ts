import { BlockList, isIP } from "node:net";
import { expect, test } from "vitest";
import {
  addressText,
  contains,
  endsOf,
  type IpAddress,
  networkFrom,
  parseIp,
  parseIpv4,
  parseIpv6,
} from "@/lib/address/ip-address";

/** What each spelling is read as; null where it is refused. Libraries read many of them otherwise (docs/decisions/0040). */
const spellings: [text: string, read: string | null][] = [
  ["8.8.8.8", "8.8.8.8"],
  ["0.0.0.0", "0.0.0.0"],
  ["255.255.255.255", "255.255.255.255"],
  ...[
    ...["256.1.1.1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3", "1..2.3", ".", "", "0", "127.1", "127.0.1"],
    ...[
      "2130706433",
      "0x7f000001",
      "0x7f.0.0.1",
      "0177.0.0.1",
      "010.0.0.1",
      "08.8.8.8",
      "00.0.0.0",
      "1.2.3.04",
    ],
    ...["1.2.3.-4", "+1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "1e1.2.3.4", "1.2.3.4/8", "1.2.3.4:80"],
    ...["①.2.3.4", "1.2.3.４", "1。2.3.4", "٠.0.0.1", "localhost"],
  ].map((text): [string, null] => [text, null]),
  ["::", "::"],
  ["::1", "::1"],
  ["1::", "1::"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
  ["0000:0000:0000:0000:0000:0000:0000:0001", "::1"],
  ["2001:DB8::A", "2001:db8::a"],
  ["::ffff:1.2.3.4", "::ffff:102:304"],
  ["::FFFF:1.2.3.4", "::ffff:102:304"],
  ["::1.2.3.4", "::102:304"],
  ["::127.0.0.1", "::7f00:1"],
  ["::8.8.8.8", "::808:808"],
  ["::ffff:0:1.2.3.4", "::ffff:0:102:304"],
  ["64:ff9b::8.8.8.8", "64:ff9b::808:808"],
  ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ["1::1.2.3.4", "1::102:304"],
  ...[
    ...[
      "::1::",
      "1::2::3",
      "1:2:3:4::5:6:7:8::9",
      "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8",
      "1:2:3::4:5:6:7:8",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
    ],
    ...[
      ":1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:8:",
      ":::",
      ":",
      "::1:",
      "12345::",
      "00000::1",
      "g::",
      "::0x1",
      "::١",
    ],
    ...["::ffff:1.2.3", "::ffff:1.2.3.256", "::ffff:0x7f.0.0.1", "::ffff:0177.0.0.1", "::ffff:010.0.0.1"],
    ...[
      "::ffff:1.2.3.4:5",
      "1.2.3.4::",
      "1:2:3:4:5:6:7:1.2.3.4",
      "2001:db8::1.2.3.04",
      "[::1]",
      "::1/128",
      "::1 ",
    ],
    ...["fe80::1%eth0", "fe80::1%0", "::1%lo", "::ffff:1.2.3.4%1"],
  ].map((text): [string, null] => [text, null]),
];

const parse = (text: string) => parseIpv4(text) ?? parseIpv6(text);

test.each(spellings)("%j is read as %j", (text, read) => {
  const address = parse(text);
  expect(address && addressText(address)).toBe(read);
});

test("Node takes the same spellings for addresses, and those with a zone id besides", () => {
  const others = spellings.filter(([text, read]) => (isIP(text) !== 0) !== (read !== null));
  expect(others.map(([text]) => text)).toEqual(
    spellings.map(([text]) => text).filter((text) => /%/.test(text)),
  );
});

test("an IPv6 address is in no IPv4 network", () => {
  expect(contains(networkFrom("0.0.0.0/0"), { family: 6, value: 1n })).toBe(false);
  expect(contains(networkFrom("::/0"), { family: 4, value: 1n })).toBe(false);
});

test("only an IPv4-mapped address is the IPv4 address it reaches", () => {
  const mapped = spellings.flatMap(([text]) =>
    text.includes(":") && parseIp(text)?.family === 4 ? [text] : [],
  );
  expect(mapped).toEqual(["::ffff:1.2.3.4", "::FFFF:1.2.3.4"]);
});

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("thousands of addresses, each in several spellings, and networks are matched as Node matches them", () => {
  const next = numbers(1);
  const below = (bound: number) => Math.floor(next() * bound);
  const wrong: string[] = [];
  for (let count = 0; count < 4_000; count += 1) {
    const family = below(2) === 0 ? 4 : 6;
    const bits = family === 4 ? 32 : 128;
    let value = 0n;
    for (let group = 0; group < bits / 16; group += 1)
      value = (value << 16n) | BigInt(below(3) === 0 ? 0 : below(0x1_0000));
    const base: IpAddress = { family, value };
    const prefix = below(bits + 1);
    // As often inside as outside, and then mostly just outside.
    const address: IpAddress = { family, value: value ^ (1n << BigInt(below(bits))) };
    const known = new BlockList();
    known.addSubnet(addressText(base), prefix, `ipv${family}`);
    const [first, last] = endsOf({ address: base, prefix });
    const around = [first.value - 1n, last.value + 1n]
      .filter((one) => one >= 0n && one < 1n << BigInt(bits))
      .map((one): IpAddress => ({ family, value: one }));
    for (const one of [base, first, last, ...around, address]) {
      const inside = contains({ address: base, prefix }, one);
      if (inside !== known.check(addressText(one), `ipv${family}`) || (inside && around.includes(one)))
        wrong.push(`${addressText(one)} in ${addressText(base)}/${prefix}`);
    }
    if (spelled(base).some((text) => parse(text)?.value !== value)) wrong.push(addressText(base));
  }
  expect(wrong).toEqual([]);
});

/** As short as it can be, in full, in capitals, and for IPv6 with a dotted tail. */
function spelled({ family, value }: IpAddress): string[] {
  const short = addressText({ family, value });
  if (family === 4) return [short];
  const digits = value.toString(16).padStart(32, "0");
  const full = digits.replace(/(....)(?=.)/g, "$1:");
  const tail = addressText({ family: 4, value: value & 0xffff_ffffn });
  return [short, short.toUpperCase(), full, `${full.slice(0, 30)}${tail}`];
}
