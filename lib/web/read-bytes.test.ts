import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ApiRequest } from "./api-request";
import { largeBodySlot, largeBytes } from "./large-bodies";
import { readBytes } from "./read-bytes";

const limitBytes = 8 * largeBytes;

type Sent = {
  request: ApiRequest;
  send: (bytes: number) => void;
  end: () => void;
  breakOff: () => void;
  asked: () => number;
};

/** A request whose body comes as `send` is told, and how often more of it was asked for: as Next makes one, */
function ofItsOwn(headers: Record<string, string> = {}): Sent {
  let sending: ReadableStreamDefaultController<Uint8Array> | undefined;
  let asked = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        sending = controller;
      },
      pull: () => {
        asked += 1;
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", headers, body, duplex: "half" };
  return {
    request: new Request("http://localhost/", init as RequestInit),
    send: (bytes) => sending?.enqueue(new Uint8Array(bytes)),
    end: () => sending?.close(),
    breakOff: () => sending?.error(new Error("aborted")),
    asked: () => asked,
  };
}

/** The request as the API's listener makes it. */
function requestWith(incoming: ApiRequest["incoming"], headers: Record<string, string> = {}): ApiRequest {
  return { method: "POST", url: "http://localhost/", headers: new Headers(headers), body: null, incoming };
}

/** and as the API's listener does. */
function incoming(headers: Record<string, string> = {}): Sent {
  let asked = 0;
  const body = new Readable({
    highWaterMark: 0,
    read: () => {
      asked += 1;
    },
  });
  return {
    request: requestWith(body, headers),
    send: (bytes) => body.push(new Uint8Array(bytes)),
    end: () => body.push(null),
    breakOff: () => body.destroy(new Error("aborted")),
    asked: () => asked,
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ["of its own", ofItsOwn],
  ["that comes in", incoming],
])("a body %s", (_, request) => {
  test("what breaks off is the client's fault, not ours", async () => {
    const sent = request();
    const read = readBytes(sent.request, { limitBytes });
    sent.send(1);
    sent.breakOff();
    await expect(read).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/broke off/) });
  });

  test("a body that does not come whole in a minute is given up, whether nothing comes or a little", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    for (const bytes of [0, 1]) {
      const sent = request();
      const refused = expect(readBytes(sent.request, { limitBytes })).rejects.toMatchObject({ status: 408 });
      for (let seconds = 0; seconds < 60; seconds += 1) {
        if (bytes > 0) sent.send(bytes);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      await refused;
    }
  });

  test("four large bodies are read at once; of the others nothing is asked for, and too many are refused", async () => {
    const length = { "content-length": String(largeBytes + 1) };
    const begun = Array.from({ length: 106 }, (_, index) => {
      const [sent, slot] = [request(length), largeBodySlot(index % 2)];
      const read = readBytes(sent.request, { limitBytes, slot });
      return {
        sent,
        slot,
        outcome: read.then(
          ({ length: size }) => size,
          ({ status }) => status,
        ),
      };
    });
    await expect.poll(() => begun.filter(({ sent }) => sent.asked() > 0)).toHaveLength(4);
    const small = request();
    small.send(10);
    small.end();
    expect(await readBytes(small.request, { limitBytes, slot: largeBodySlot(9) })).toHaveLength(10);
    expect(begun.filter(({ sent }) => sent.asked() > 0)).toHaveLength(4);
    const outcomes = [];
    for (const { sent, slot, outcome } of begun) {
      sent.send(largeBytes + 1);
      sent.end();
      outcomes.push(await outcome);
      slot.release();
    }
    expect(outcomes).toEqual([...Array(104).fill(largeBytes + 1), 503, 503]);
  });

  test("one that does not say how large it is waits once it proves large, and that is not its own time", async () => {
    const slots = [1, 1, 2, 2].map(largeBodySlot);
    await Promise.all(slots.map(({ acquire }) => acquire()));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const [sent, slot] = [request(), largeBodySlot(3)];
    const read = readBytes(sent.request, { limitBytes, slot });
    sent.send(largeBytes + 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(119_000);
    for (const { release } of slots) release();
    sent.end();
    expect(await read).toHaveLength(largeBytes + 1);
    slot.release();
  });

  test("four are read at once of however many owners", async () => {
    const length = { "content-length": String(largeBytes + 1) };
    const crowd = Array.from({ length: 6 }, (_, index) => {
      const [sent, slot] = [request(length), largeBodySlot(index)];
      return { sent, slot, read: readBytes(sent.request, { limitBytes, slot }) };
    });
    const asked = () => crowd.filter(({ sent }) => sent.asked() > 0);
    await expect.poll(asked).toHaveLength(4);
    for (const { sent, slot, read } of crowd) {
      sent.send(largeBytes + 1);
      sent.end();
      await read;
      expect(asked().length).toBeLessThanOrEqual(4 + crowd.findIndex((one) => one.slot === slot));
      slot.release();
    }
  });

  test("one owner has half of the places at most, however many wait", async () => {
    const length = { "content-length": String(largeBytes + 1) };
    const crowd = Array.from({ length: 55 }, () => {
      const [sent, slot] = [request(length), largeBodySlot(1)];
      return {
        sent,
        slot,
        outcome: readBytes(sent.request, { limitBytes, slot }).then(
          () => 200,
          ({ status }) => status,
        ),
      };
    });
    await expect.poll(() => crowd.filter(({ sent }) => sent.asked() > 0)).toHaveLength(2);
    const [other, slot] = [request(length), largeBodySlot(2)];
    other.send(largeBytes + 1);
    other.end();
    expect(await readBytes(other.request, { limitBytes, slot })).toHaveLength(largeBytes + 1);
    slot.release();
    const outcomes = [];
    for (const { sent, slot: one, outcome } of crowd) {
      sent.send(largeBytes + 1);
      sent.end();
      outcomes.push(await outcome);
      one.release();
    }
    expect(outcomes).toEqual([...Array(52).fill(200), 503, 503, 503]);
  });

  test("what is too large is refused with more to come, and its connection is left for the answer", async () => {
    const sent = request();
    const read = readBytes(sent.request, { limitBytes: 10 });
    sent.send(11);
    await expect(read).rejects.toMatchObject({ status: 413 });
    sent.send(1);
    sent.end();
  });
});

test("a stream that comes in is not closed by whoever reads too little of it", async () => {
  const body = new Readable({ read: () => {} });
  body.push(new Uint8Array(11));
  await expect(readBytes(requestWith(body), { limitBytes: 10 })).rejects.toMatchObject({ status: 413 });
  expect(body.destroyed).toBe(false);
});

describe("a body that has come whole", () => {
  const whole = (...chunks: string[]) => {
    const body = Object.assign(new Readable({ read: () => {} }), { complete: true });
    for (const chunk of [...chunks, null]) body.push(chunk);
    return body;
  };

  test("is read at once, and its stream ends as if it had been read to its end", async () => {
    const body = whole("one ", "two");
    const ended = once(body, "end");
    const read = readBytes(requestWith(body), { limitBytes });
    expect(body.readableLength).toBe(0);
    expect(String(await read)).toBe("one two");
    await expect(ended).resolves.toEqual([]);
  });

  test("may be empty", async () => {
    expect(await readBytes(requestWith(whole()), { limitBytes })).toHaveLength(0);
  });

  test("has the same limit", async () => {
    await expect(readBytes(requestWith(whole("more")), { limitBytes: 3 })).rejects.toMatchObject({
      status: 413,
    });
  });

  test("waits for a slot where it is large", async () => {
    const slot = largeBodySlot(1);
    const acquire = vi.spyOn(slot, "acquire");
    const body = whole("x".repeat(largeBytes + 1));
    expect(await readBytes(requestWith(body), { limitBytes, slot })).toHaveLength(largeBytes + 1);
    expect(acquire).toHaveBeenCalledOnce();
    slot.release();
  });

  test("is refused where its client has left", async () => {
    const body = whole("one");
    body.destroy();
    await expect(readBytes(requestWith(body), { limitBytes })).rejects.toMatchObject({ status: 400 });
  });
});

test("no route reads a body past this one, which alone knows where it comes from", () => {
  const files = ["app", "lib"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  const routes = files.filter((file) => /\/route\.ts$|^lib\/web\/.*(?<!\.test)\.ts$/.test(file));
  expect(routes.length).toBeGreaterThan(50);
  const past = /\b[rR]equest\??\.(?:body|text|json|bytes|arrayBuffer|blob|formData)\b/;
  expect(past.test("await request.json()")).toBe(true);
  expect(routes.filter((file) => past.test(readFileSync(file, "utf8")))).toEqual(["lib/web/read-bytes.ts"]);
});

test("a compressed body is refused before it is read, and told what may be sent", async () => {
  for (const coding of ["gzip", "br", "identity, gzip"]) {
    const { request, asked } = incoming({ "content-encoding": coding });
    await expect(readBytes(request, { limitBytes })).rejects.toMatchObject({
      status: 415,
      headers: { "accept-encoding": "identity" },
    });
    expect(asked()).toBe(0);
  }
  const { request, send, end } = incoming({ "content-encoding": "Identity" });
  send(3);
  end();
  expect(await readBytes(request, { limitBytes })).toHaveLength(3);
});
