import { expect, onTestFinished, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { startReceiver } from "@/lib/testing/receiver";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

test("no call waits for a connection that another one holds: the receiver's time is the receiver's alone", async () => {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32") });
  onTestFinished(() => agent.destroy());
  const inFlight = 300;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Nobody is answered before all are there: whoever waited for a connection would keep all of them waiting.
  receiver.answer(async () => {
    if (receiver.received.length === inFlight) release();
    await released;
    return {};
  });
  const records = await Promise.all(
    Array.from({ length: inFlight }, (_, index) =>
      sendCallback({ agent, url: `${receiver.url}/${index % 9}`, headers: [] }),
    ),
  );
  expect(new Set(records.map(({ cause }) => cause))).toEqual(new Set(["Answered 200 OK."]));
  expect(receiver.received).toHaveLength(inFlight);
});
