import { expect, onTestFinished, test, vi } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { judgeNames, maxLookupsAtOnce, maxLookupsMs } from "./judge-names";

const judge = async (url: string, allow = "") => (await judgeNames([url], parseAllowList(allow))).get(url);

test("a name is judged by every address it leads to", async () => {
  expect((await judge("http://localhost:8080/"))?.refused).toMatch(
    /^localhost leads to (127\.0\.0\.1|::1), which is a loopback address\. To permit it, an operator adds \S+\/(32|128) to CALLBACK_ALLOW\.$/,
  );
  expect(await judge("http://localhost:8080/", "127.0.0.1/32,::1/128")).toEqual({});
  expect(await judge("http://localhost:8080/", "host:localhost")).toEqual({});
  expect((await judge("http://localhost:8080/", "host:localhost:9090"))?.refused).toBeDefined();
});

test("a name that leads nowhere is open where one of several rules names it", async () => {
  const nowhere = async () => ({ addresses: [], later: null });
  const verdictOf = async (allow: string) => {
    const url = "http://erp.internal/";
    return (await judgeNames([url], parseAllowList(allow), nowhere)).get(url);
  };
  expect(await verdictOf("host:other.internal,host:erp.internal,10.0.0.0/8")).toEqual({});
  const refused = { refused: expect.stringMatching(/^erp\.internal is an internal name\./) };
  expect(await verdictOf("host:other.internal,10.0.0.0/8")).toEqual(refused);
  expect(await verdictOf("")).toEqual(refused);
});

test("an address is judged as it is", async () => {
  expect(await judge("http://127.0.0.1/", "127.0.0.1/32")).toEqual({});
  expect(await judge("http://[::1]/", "::1/128")).toEqual({});
  expect((await judge("http://[::1]/"))?.refused).toMatch(/^::1 is a loopback address\./);
});

test("many URLs ask for each name once, a few names at a time", async () => {
  const urls = Array.from({ length: 1_500 }, (_, n) => `https://n${n % 500}.example.com:${20_000 + n}/in`);
  const asked: string[] = [];
  let [now, most] = [0, 0];
  const resolve = async (name: string) => {
    asked.push(name);
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
    const address = name === "n7.example.com" ? "10.0.0.7" : "93.184.215.14";
    return { addresses: [{ address, family: 4 as const }], later: null };
  };
  const verdicts = await judgeNames(urls, [], resolve, async () => []);
  expect(asked).toHaveLength(500);
  expect(new Set(asked).size).toBe(500);
  expect(most).toBe(maxLookupsAtOnce);
  expect(verdicts.size).toBe(1_500);
  expect([...verdicts].filter(([, { refused }]) => refused).map(([url]) => url)).toEqual(
    urls.filter((url) => url.startsWith("https://n7.")),
  );
});

test("names whose servers never answer take no longer together than is set, and are left to the calls", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const urls = Array.from({ length: 200 }, (_, n) => `https://n${n}.example.com/`);
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    if (name !== "n0.example.com") await new Promise(() => undefined);
    return { addresses: [{ address: "10.0.0.5", family: 4 as const }], later: null };
  };
  const judged = judgeNames([...urls, "https://erp.internal/"], [], resolve, async () => []);
  await vi.advanceTimersByTimeAsync(maxLookupsMs);
  const verdicts = await judged;
  expect(verdicts.get("https://n0.example.com/")?.refused).toMatch(/^n0\.example\.com leads to 10\.0\.0\.5/);
  expect(verdicts.get("https://n1.example.com/")).toEqual({
    warning: "The name n1.example.com was not resolved in time. It is asked again at every call.",
  });
  expect(verdicts.get("https://n199.example.com/")?.warning).toMatch(/was not resolved in time/);
  expect(verdicts.get("https://erp.internal/")?.refused).toMatch(/^erp\.internal is an internal name\./);
  // Nobody is asked any more for a save that has ended.
  expect(asked).toHaveLength(maxLookupsAtOnce + 1);
  expect(vi.getTimerCount()).toBe(0);
});

test("an address is judged also while names never answer", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const urls = Array.from({ length: 100 }, (_, n) => `https://n${n}.example.com/`);
  const never = () => new Promise<never>(() => undefined);
  const judged = judgeNames([...urls, "http://10.0.0.5/"], [], never, async () => []);
  await vi.advanceTimersByTimeAsync(maxLookupsMs);
  expect((await judged).get("http://10.0.0.5/")?.refused).toMatch(/^10\.0\.0\.5 is a private address/);
});
