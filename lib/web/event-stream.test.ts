import { expect, test } from "vitest";
import { type EventStream, eventStream } from "./event-stream";

test("a client that left before the answer began, or before anything was read of it, keeps no place", () => {
  let ended = 0;
  const streams: EventStream[] = [];
  const begin = (stream: EventStream) => {
    streams.push(stream);
    return () => {
      ended += 1;
    };
  };
  const leaving = new AbortController();
  eventStream(leaving.signal, begin);
  expect(ended).toBe(0);
  leaving.abort();
  eventStream(leaving.signal, begin);
  expect(ended).toBe(2);
  // What is still sent goes nowhere.
  for (const { send, end } of streams) {
    send("late");
    end();
  }
  expect(ended).toBe(2);
});
