import { expect, test } from "vitest";
import { createInstanceSchema } from "@/lib/instances/schema";
import { creation, type Living, nextChange } from "./next-change";
import { processes } from "./processes";

const living = (count: number, status: string): Living[] =>
  Array.from({ length: count }, (_, index) => ({
    instanceID: `leave-${index + 1}`,
    processName: "Leave",
    status,
  }));
const always = (value: number) => () => value;

test.each(processes)("what is created of $name is what the API takes", (process) => {
  const { kind, ...input } = creation(process, always(0.99));
  expect(kind).toBe("create");
  expect(createInstanceSchema.safeParse(input).success).toBe(true);
});

test("few instances get company", () => {
  expect(nextChange(living(2, "Submitted"), always(0.9)).kind).toBe("create");
  expect(nextChange(living(10, "Submitted"), always(0.1)).kind).toBe("create");
  expect(nextChange(living(10, "Submitted"), always(0.9)).kind).toBe("update");
});

test.each([10, 100, 500])(
  "of %i instances many change, as many are created as deleted, and the number stays",
  (count) => {
    const instances = living(count, "Submitted");
    const kinds = { create: 0, update: 0, delete: 0 };
    for (let n = 0; n < 2_000; n += 1) {
      // As the demo sees them: the newest.
      const change = nextChange(instances.slice(-100), Math.random);
      kinds[change.kind] += 1;
      if (change.kind === "create") {
        instances.push({ instanceID: `new-${n}`, processName: change.processName, status: change.Status });
        continue;
      }
      const index = instances.findIndex(({ instanceID }) => instanceID === change.instanceID);
      const [one] = instances.splice(index, 1);
      if (one && change.kind === "update") instances.splice(index, 0, { ...one, status: change.Status });
    }
    expect(Math.min(...Object.values(kinds))).toBeGreaterThan(200);
    expect(instances.length).toBeGreaterThanOrEqual(5);
    expect(instances.length).toBeLessThan(count + 200);
  },
);

test("an instance goes on to the next status, and is deleted after the last", () => {
  expect(nextChange(living(10, "Submitted"), always(0.9))).toEqual({
    kind: "update",
    instanceID: "leave-10",
    Status: "Approved",
  });
  expect(nextChange(living(10, "Approved"), always(0.9))).toEqual({
    kind: "delete",
    instanceID: "leave-10",
  });
});
