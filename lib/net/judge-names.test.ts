import { expect, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { judgeNames } from "./judge-names";

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
