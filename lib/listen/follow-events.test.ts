import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import { CannotFollow, type FollowedEvent, followEvents } from "./follow-events";

/** What is listed, as `GET /api/events` lists it: from a time on, newest id first, in pages. */
let events: FollowedEvent[];
let status: number;
/** Pages read, and of those the first ones. */
let pages: number;
let looks: number;
let server: Server;
let port: number;
let ended: AbortController;
let states: string[];

const epoch = Date.now();
/** The n-th event by its id; by default it occurred n milliseconds after the others began. */
const eventOf = (n: number, occurredMs = epoch + n): FollowedEvent => ({
  eventID: `evt_${String(n).padStart(26, "0")}`,
  eventType: "created",
  instanceID: `i-${n}`,
  processName: "order",
  occurredAt: new Date(occurredMs).toISOString(),
  outcome: "dispatched",
});

function serve(): Server {
  return createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://callboard.test").searchParams;
    pages += 1;
    if (!query.has("cursor")) looks += 1;
    if (request.headers.authorization !== "Bearer cbt_read") status = 401;
    const [from, cursor] = [query.get("from"), query.get("cursor")];
    const found = events
      .filter(({ occurredAt }) => from === null || occurredAt >= from)
      .filter(({ eventID }) => cursor === null || eventID < cursor)
      .sort((one, other) => (one.eventID < other.eventID ? 1 : -1));
    const items = found.slice(0, Number(query.get("limit")));
    const nextCursor = found.length > items.length ? (items.at(-1)?.eventID ?? null) : null;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ items, nextCursor }));
  });
}

beforeEach(async () => {
  [events, status, states, pages, looks] = [[eventOf(1), eventOf(2)], 200, [], 0, 0];
  ended = new AbortController();
  server = serve();
  port = await listenHere(server);
});
afterEach(() => {
  ended.abort();
  server.closeAllConnections();
  server.close();
});

const follow = (token = "cbt_read") =>
  followEvents({
    callboard: `http://127.0.0.1:${port}`,
    token,
    signal: ended.signal,
    everyMs: 2,
    onState: ({ kind }) => states.push(kind),
  });

/** Begins to follow, and gives the next so many numbers each time. */
async function following() {
  const followed = follow();
  let first: Promise<IteratorResult<FollowedEvent>> | null = followed.next();
  // What is there at the first look is known and not forwarded.
  await expect.poll(() => states).toEqual(["following"]);
  return async (count: number): Promise<number[]> => {
    const numbers: number[] = [];
    while (numbers.length < count) {
      const { value } = await (first ?? followed.next());
      first = null;
      numbers.push(Number((value as FollowedEvent).eventID.slice(4)));
    }
    return numbers;
  };
}

test("what is recorded from now on comes once, in the order of its ids, over several pages", async () => {
  const next = await following();
  events.push(...Array.from({ length: 450 }, (_, n) => eventOf(n + 10)));
  expect(await next(450)).toEqual(Array.from({ length: 450 }, (_, n) => n + 10));
  events.push(eventOf(500));
  expect(await next(1)).toEqual([500]);
});

test("an event that commits after a later one comes as well", async () => {
  const next = await following();
  events.push(eventOf(20));
  expect(await next(1)).toEqual([20]);
  events.push(eventOf(15), eventOf(21));
  expect(await next(2)).toEqual([15, 21]);
});

test("one that commits after a page of later ones comes as well, and few looks read all pages", async () => {
  const next = await following();
  events.push(...Array.from({ length: 900 }, (_, n) => eventOf(n + 100)));
  await next(900);
  [pages, looks] = [0, 0];
  const late = next(1);
  await expect.poll(() => pages).toBeGreaterThan(30);
  events.push(eventOf(50));
  expect(await late).toEqual([50]);
  // Of ten looks one reads all five pages, the others the first alone.
  expect(pages).toBeLessThan(2 * looks);
});

test("nothing is lost and nothing repeated while Callboard is away, or fails", async () => {
  const next = await following();
  events.push(eventOf(10));
  expect(await next(1)).toEqual([10]);
  const more = next(2);
  server.closeAllConnections();
  server.close();
  await expect.poll(() => states).toEqual(["following", "lost"]);
  events.push(eventOf(11));
  server = serve();
  server.listen(port, "127.0.0.1");
  await expect.poll(() => states).toEqual(["following", "lost", "back"]);
  status = 503;
  await expect.poll(() => states).toEqual(["following", "lost", "back", "lost"]);
  events.push(eventOf(12));
  status = 200;
  expect(await more).toEqual([11, 12]);
});

test("what is long past is forgotten, and still not repeated", async () => {
  const next = await following();
  events.push(eventOf(10, epoch), eventOf(11, epoch + 600_000));
  expect(await next(2)).toEqual([10, 11]);
  events.push(eventOf(12, epoch + 600_001));
  expect(await next(1)).toEqual([12]);
});

test.each([401, 403, 404])("a %i ends it, with a sentence", async (answered) => {
  status = answered;
  await expect(follow().next()).rejects.toThrow(CannotFollow);
});

test("a wrong token ends it", async () => {
  await expect(follow("cbt_wrong").next()).rejects.toThrow("refuses the token of CALLBOARD_TOKEN");
});
