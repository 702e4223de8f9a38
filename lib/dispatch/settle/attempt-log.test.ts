import { expect, test } from "vitest";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { dispatcherProcess } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { startReceiver } from "@/lib/testing/receiver";

test("each attempt is a line that tells all but what may be secret; none is missing after the process ended", async () => {
  const receiver = await startReceiver();
  const endpointId = await addEndpoint(`${receiver.url}/hook/s3cret?key=s3cret`);
  const one = await dispatcherProcess();
  const addedAtMs = performance.now();
  const ids = await addDeliveries([endpointId], 30);
  await eventuallyCount("delivery", "done_at is not null", 30);
  const tookMs = performance.now() - addedAtMs;
  one.child.kill("SIGTERM");
  expect(await one.exit).toBe(0);
  await eventually(async () => one.lines.some((line) => line.event === "dispatcher.stopped"));
  const lines = one.lines.filter((line) => line.event === "delivery.attempted");
  expect(lines.map((line) => line.eventId).toSorted()).toEqual(ids.toSorted());
  for (const line of lines) {
    expect(line).toMatchObject({
      level: "info",
      dispatcherId: expect.any(Number),
      eventType: "created",
      endpointId,
      host: new URL(receiver.url).host,
      attemptNumber: 1,
      trigger: "automatic",
      outcome: "delivered",
      statusCode: 200,
      waitedMs: expect.any(Number),
      firstByteMs: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(line.waitedMs).toBeGreaterThan(0);
    // It waited by the database's clock, which the system may set meanwhile.
    expect(line.waitedMs).toBeLessThan(tookMs + 1_000);
    expect(JSON.stringify(line)).not.toContain("s3cret");
  }
  expect(lines.some((line) => typeof line.connectMs === "number")).toBe(true);
  await receiver.close();
});
