import { expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { defaultMaxUrls } from "./url-limits";
import { checkCallbackLines, checkTypedLines, replaceUrl, withProblems } from "./url-lines";

const nothing = { callbackAllow: parseAllowList(""), maxUrls: defaultMaxUrls };
const problems = (text: string, rules = nothing) =>
  checkCallbackLines(text, rules).errors.map((error) => error.message);
const ok = "https://a.example.com/x\n";

test.each([
  ["my-service.com/hook", "Line 2: must start with http:// or https://."],
  ["ftp://my-service.com", "Line 2: must start with http:// or https://."],
  ["http:my-service.com", "Line 2: must start with http:// or https://. It begins with http:."],
  ["javascript:alert(1)", "Line 2: must start with http:// or https://."],
  [
    `https://b.example.com/${"x".repeat(2_288)}`,
    "Line 2: the URL is 2,310 characters long; the limit is 2,048.",
  ],
  ["https://b.example.com/a b", "Line 2 contains a space at position 24. Remove it or write %20."],
  ["https://b.example.com/\u200bx", "Line 2 contains an invisible character at position 23. Remove it."],
  ["https://b.example.com/\u202ex", "Line 2 contains an invisible character at position 23. Remove it."],
  ["https://b.example.com/\tx", "Line 2 contains an invisible character at position 23. Remove it."],
  ["https://b.example.com/\u0000x", "Line 2 contains an invisible character at position 23. Remove it."],
  ["https://b.example.com/\ud800", "Line 2 contains an invisible character at position 23. Remove it."],
  [
    "https://b.example.com, https://c.example.com",
    "Line 2 seems to hold several URLs. Put each on its own line.",
  ],
  [
    "https://b.example.com;https://c.example.com",
    "Line 2 seems to hold several URLs. Put each on its own line.",
  ],
  ["https://A.example.com:443/x", "Line 2 repeats line 1."],
  ["https://a.example.com./x", "Line 2 repeats line 1."],
  [
    "https://b.example.com/ http://c.example.com",
    "Line 2 seems to hold several URLs. Put each on its own line.",
  ],
  [
    "https://b.example.com/,http://c.example.com",
    "Line 2 seems to hold several URLs. Put each on its own line.",
  ],
  [
    "https://b.example.com/?a=1 http://c.example.com",
    "Line 2 seems to hold several URLs. Put each on its own line.",
  ],
  ["www.b.example.com http://c.example.com", "Line 2 seems to hold several URLs. Put each on its own line."],
  ["x https://b.example.com/", "Line 2: must start with http:// or https://."],
  ["example: https://my-service.com/instanceCreated", "Line 2: must start with http:// or https://."],
  ["xhttps://b.example.com/", "Line 2: must start with http:// or https://."],
  ["https://me@us:you@b.example.com", "Line 2 contains a password. Remove it."],
  ["https://me:hunter2@b.example.com", "Line 2 contains a password. Remove it."],
  ["https://me@b.example.com", "Line 2 contains a user name. Remove it."],
  ["https://b.example.com/#top", "Line 2 contains a # fragment, which is never sent. Remove it."],
  ["https://b.example.com\\x", "Line 2 contains a backslash. Write forward slashes (/)."],
  ["http:\\\\b.example.com", "Line 2 contains a backslash. Write forward slashes (/)."],
  ["https://b%2eexample.com/", "Line 2: the host name contains a % sign. Write the name in plain letters."],
  ["http://[fe80::1%25eth0]/", "Line 2: addresses with a zone id (%) are not allowed."],
  ["http://134744072/", "Line 2: Write the address in plain form: 8.8.8.8."],
  ["http://0x8.8.8.8/", "Line 2: Write the address in plain form: 8.8.8.8."],
  ["http://8.8.2056/", "Line 2: Write the address in plain form: 8.8.8.8."],
  ["http://①②⑦.0.0.1/", "Line 2: Write the address in plain form: 127.0.0.1."],
  ["https://b.example.com/?processName=x", "Line 2: processName is added automatically; remove it."],
  ["https://b.example.com/?eventType", "Line 2: eventType is added automatically; remove it."],
  ["https://b.example.com/?eventType&a=1", "Line 2: eventType is added automatically; remove it."],
  ["https://b.example.com/?a=1&instance%49D=x", "Line 2: instanceID is added automatically; remove it."],
  [
    "http://10.0.0.5/",
    "Line 2: 10.0.0.5 is a private address. To permit it, an operator adds 10.0.0.5/32 to CALLBACK_ALLOW.",
  ],
  [
    "http://[::1]/",
    "Line 2: ::1 is a loopback address. To permit it, an operator adds ::1/128 to CALLBACK_ALLOW.",
  ],
  [
    "http://intranet/",
    "Line 2: intranet is an internal name. To permit it, an operator adds host:intranet to CALLBACK_ALLOW.",
  ],
  ["http://b.example.com:6379/", "Line 2: port 6379 is not allowed for callbacks."],
  ["http://b.example.com:22/", "Line 2: port 22 is not allowed for callbacks."],
  ["https://", "Line 2 has no host name after https://. Write the name of the service there."],
  ["https://-b.example.com/", "Line 2: no part of the host name may begin or end with a hyphen."],
])("%j is refused", (line, message) => {
  expect(problems(ok + line)).toEqual([message]);
});

test("a password is never echoed", () => {
  expect(problems("https://me:hunter2@b.example.com").join()).not.toContain("hunter2");
});

test("every bad line is reported at once, by the number the person sees", () => {
  expect(problems("\n\nftp://x.example.com\r\nhttps://ok.example.com\rhttp://10.1.2.3/\n")).toEqual([
    "Line 3: must start with http:// or https://.",
    "Line 5: 10.1.2.3 is a private address. To permit it, an operator adds 10.1.2.3/32 to CALLBACK_ALLOW.",
  ]);
});

test("in a list each URL has its place, and an empty one is told as such", () => {
  expect(checkCallbackLines(["https://a.example.com/x", "", " https://b.example.com/\n"], nothing)).toEqual({
    lines: [{ line: 1, url: "https://a.example.com/x" }],
    errors: [
      { line: 2, message: "Line 2 is empty." },
      { line: 3, message: "Line 3 contains an invisible character at position 23. Remove it." },
    ],
  });
});

test("twenty URLs are accepted", () => {
  const text = Array.from({ length: 20 }, (_, index) => `https://h${index}.example.com/`).join("\n");
  expect(problems(text)).toEqual([]);
});

test("of far too many URLs the first hundred are judged", () => {
  const found = problems("ftp://x\n".repeat(101));
  expect(found[0]).toBe("101 URLs entered; at most 20 are allowed.");
  expect(found).toHaveLength(101);
});

test("blanks around a URL and lines of blanks do not count", () => {
  expect(checkCallbackLines(" \t \n\t https://a.example.com/x \t", nothing)).toEqual({
    lines: [{ line: 2, url: "https://a.example.com/x" }],
    errors: [],
  });
});

test("a URL of 2,048 characters is accepted, one of 2,049 is not", () => {
  const url = (length: number) => "https://a.example.com/".padEnd(length, "x");
  expect(problems(url(2_048))).toEqual([]);
  expect(problems(url(2_049))).toEqual(["Line 1: the URL is 2,049 characters long; the limit is 2,048."]);
});

test("more than 20 URLs are refused", () => {
  const text = Array.from({ length: 25 }, (_, index) => `https://h${index}.example.com/`).join("\n");
  expect(problems(text)).toEqual(["25 URLs entered; at most 20 are allowed."]);
});

test("an operator's number takes the place of twenty, in what is judged and in what is said", () => {
  const rules = { ...nothing, maxUrls: 500 };
  const text = (count: number) =>
    Array.from({ length: count }, (_, index) => `https://h${index}.example.com/`).join("\n");
  expect(checkCallbackLines(text(500), rules)).toMatchObject({ lines: { length: 500 }, errors: [] });
  expect(problems(text(501), rules)).toEqual(["501 URLs entered; at most 500 are allowed."]);
  expect(problems("ftp://x\n".repeat(700), rules)).toHaveLength(581);
  expect(checkTypedLines(text(501), rules)).toMatchObject({
    checked: { length: 500 },
    problem: "501 URLs entered; at most 500 are allowed.",
  });
});

test("a text of 64 KiB is looked at", () => {
  expect(problems("\n".repeat(65_536))).toEqual([]);
});

test("a text over 64 KiB is refused", () => {
  expect(problems("x".repeat(70_000))).toEqual(["The text is 70,000 bytes long; the limit is 65,536."]);
});

test.each([
  "https://my-service.com/instanceCreated",
  "HTTPS://My-Service.com:8443/a?b=%2f+c&u=https://other.com/,http://x.com",
  "https://my-service.com./with/trailing/dot",
  "http://8.8.8.8:8080/",
  "http://[2606:4700::1111]/",
  "https://under_score.my-service.com/?q='()*~!$",
])("%s is accepted as typed", (url) => {
  expect(checkCallbackLines(`  ${url}\t`, nothing)).toEqual({ lines: [{ line: 1, url }], errors: [] });
});

const international = "https://bücher.de/x";
const note = "Line 1 will be sent to xn--bcher-kva.de.";

test("an international name is accepted and says what will be sent", () => {
  expect(checkCallbackLines(international, nothing).lines).toEqual([{ line: 1, url: international, note }]);
});

test("it still is after so many checks that the code is compiled", () => {
  for (let n = 0; n < 20_000; n += 1) checkCallbackLines(international, nothing);
  expect(checkCallbackLines(international, nothing).lines).toEqual([{ line: 1, url: international, note }]);
});

test("the operator's list opens an address, a name and a port", () => {
  const callbackAllow = parseAllowList("10.0.0.0/8:6379, host:intranet, host:cache.corp:6379");
  expect(
    problems("http://10.0.0.5:6379/\nhttp://intranet/\nhttp://cache.corp:6379/", {
      ...nothing,
      callbackAllow,
    }),
  ).toEqual([]);
  expect(problems("http://10.0.0.5/", { ...nothing, callbackAllow })).toHaveLength(1);
});

test("URLs that differ in scheme, host, port, path or query only are different URLs", () => {
  const urls = [
    "https://a.example.com/x",
    "http://a.example.com/x",
    "https://b.example.com/x",
    "https://a.example.com:8443/x",
    "https://a.example.com/x/",
    "https://a.example.com/x?",
    "https://a.example.com/x?k=1",
    "https://a.example.com/x?k=2",
    "https://a.example.com/x?k=1&k=2",
  ];
  // An empty query is none to whoever compares, though it goes out as it was typed.
  expect(problems(urls.join("\n"))).toEqual(["Line 6 repeats line 1."]);
});

test("a text that is being typed is judged as far as it may be saved, each line by its number, the rest as a whole", () => {
  const typed = checkTypedLines(`\nftp://x\n${ok}\n  \nhttps://b.example.com/\n${ok}`, nothing);
  expect(typed).toMatchObject({ lineCount: 8, entered: 4, problem: null });
  expect(typed.checked.map(({ line }) => line)).toEqual([3, 6]);
  expect(typed.errors).toEqual([
    { line: 2, message: "Line 2: must start with http:// or https://." },
    { line: 7, message: "Line 7 repeats line 3." },
  ]);
  const many = checkTypedLines(Array.from({ length: 700 }, (_, n) => `ftp://x/${n}`).join("\n\n"), nothing);
  expect(many).toMatchObject({ lineCount: 1_399, entered: 700, checked: [] });
  expect(many.errors.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, n) => 2 * n + 1));
  expect(many.problem).toBe("700 URLs entered; at most 20 are allowed.");
  expect(checkTypedLines("x".repeat(65_537), nothing)).toEqual({
    lineCount: 1,
    entered: 1,
    checked: [],
    errors: [],
    problem: "The text is 65,537 bytes long; the limit is 65,536.",
  });
});

test("what some services refuse is noted at its line, saved as typed, and can be written anew", () => {
  const url = "https://a.example.com/x?f={id}|100%";
  const rewritten = "https://a.example.com/x?f=%7Bid%7D%7C100%25";
  expect(checkCallbackLines(`\n ${url}`, nothing)).toEqual({
    errors: [],
    lines: [
      {
        line: 2,
        url,
        note: "Line 2 holds a bare {, } and | and a lone %, which some services refuse. Write %7B, %7D, %7C and %25.",
        rewritten,
      },
    ],
  });
  expect(checkCallbackLines(rewritten, nothing)).toEqual({
    errors: [],
    lines: [{ line: 1, url: rewritten }],
  });
  expect(replaceUrl(`${url}\n  ${url} \n${url}`, 2, url, "$&")).toBe(`${url}\n  $& \n${url}`);
});

test("a value without a name is noted; how else to write it only its owner knows", () => {
  const note =
    "Line 1 will be sent to xn--bcher-kva.example.com and holds a value without a name, which some services refuse. Put a name before its =.";
  const url = "https://bücher.example.com/?=5";
  expect(checkCallbackLines(url, nothing)).toEqual({ errors: [], lines: [{ line: 1, url, note }] });
});

test("a bare quote is refused, wherever it stands: it breaks stock verifiers of the signature", () => {
  for (const rest of ['/?f="5"', '/"', '?"']) {
    expect(problems(`https://a.example.com${rest}`)).toEqual(['Line 1 contains a bare ". Write %22.']);
  }
  expect(problems("https://a.example.com/?f=%225%22")).toEqual([]);
});

test("a backslash in the query may mean one, before it a slash is meant", () => {
  expect(problems("https://a.example.com/?q=C:\\x")).toEqual([
    "Line 1 contains a backslash in its query. Write %5C, or a forward slash (/).",
  ]);
  expect(problems("https://a.example.com\\x?q")).toEqual([
    "Line 1 contains a backslash. Write forward slashes (/).",
  ]);
});

test("the limit counts what is sent: a letter beyond ASCII takes as many characters as its percent-encoding", () => {
  const url = (umlauts: number) => `https://a.example.com/?q=xx${"ä".repeat(umlauts)}`;
  expect(url(336)).toHaveLength(363);
  expect(problems(url(336))).toEqual([]);
  expect(problems(url(337))).toEqual([
    "Line 1: the URL is 2,049 characters long as it is sent, percent-encoded; the limit is 2,048.",
  ]);
  expect(problems(`https://${"ä".repeat(40)}.example.com/${"x".repeat(1_900)}`)).toEqual([]);
});

test("a line that only the server refuses is a fault of that line, told once beside what is known of others", () => {
  const typed = checkTypedLines("https://a.example.com/\nhttps://intranet/\nftp://x", {
    ...nothing,
    callbackAllow: parseAllowList("127.0.0.1/32"),
  });
  const refusals = [
    { line: 2, message: "Line 2: intranet is an internal name." },
    { line: 3, message: "Line 3: must start with http:// or https://." },
    { message: "About the whole text." },
  ];
  const { checked, errors } = withProblems(typed, refusals);
  expect(checked.map(({ line }) => line)).toEqual([1]);
  expect(errors.map(({ line }) => line)).toEqual([3, 2]);
  expect(withProblems(typed, [])).toBe(typed);
});
