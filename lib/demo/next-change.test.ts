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

test("few instances get company, many do not", () => {
  expect(nextChange(living(2, "Submitted"), always(0.9)).kind).toBe("create");
  expect(nextChange(living(10, "Submitted"), always(0.1)).kind).toBe("create");
  expect(nextChange(living(30, "Submitted"), always(0.1)).kind).toBe("update");
});

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
