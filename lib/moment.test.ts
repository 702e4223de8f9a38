import { expect, test } from "vitest";
import { auditFilterSchema } from "@/lib/audit/schema";
import { resendFilterSchema } from "@/lib/deliveries/resend-filter";
import { deliveriesQuerySchema, resendManySchema } from "@/lib/deliveries/schema";
import { listEventsSchema } from "@/lib/events/schema";
import { shownPeriodSchema } from "@/lib/reconciliation/period";
import { reconciliationSchema } from "@/lib/reconciliation/schema";

/** What takes times from and to. */
const lists = {
  resendFromLog: resendFilterSchema,
  screen: shownPeriodSchema,
  deliveries: deliveriesQuerySchema,
  resend: resendManySchema,
  events: listEventsSchema,
  reconciliation: reconciliationSchema,
};

const impossible = [
  "0000-01-01",
  "1969-12-31",
  "-0001-01-01",
  "10000-01-01",
  "+010000-01-01",
  "294277-01-01",
  "2026-02-30",
  "1e999",
  "-1",
  "",
  "\u0000",
];

test.each(impossible)("%j is no day of the history, and no time of any list", (text) => {
  for (const name of ["from", "to"]) {
    expect([name, auditFilterSchema.safeParse({ [name]: text }).success]).toEqual([name, false]);
    for (const [list, schema] of Object.entries(lists)) {
      const given = {
        ...(list === "resend" ? { from: "2026-01-01T00:00:00Z" } : {}),
        [name]: `${text}T00:00:00Z`,
      };
      expect([list, name, schema.safeParse(given).success]).toEqual([list, name, false]);
    }
  }
});

test.each([
  ["2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"],
  ["2026-01-02T00:00:00Z", "2026-01-02T01:59:59.999+02:00"],
  ["2026-01-02T00:00:00Z", "1970-01-01T00:00:00Z"],
])("no list takes a span from %s to %s, which nothing is in", (from, to) => {
  for (const [list, schema] of Object.entries(lists)) {
    const issues = schema.safeParse({ from, to }).error?.issues;
    expect([list, issues]).toMatchObject([list, [{ path: ["to"], message: "must be later than from" }]]);
    const least = { from, to: "2026-01-02T02:00:00.001+02:00" };
    expect([list, schema.safeParse(least).success]).toEqual([list, true]);
  }
});

test("the days of 1970 to 9999 are taken as they are", () => {
  const days = { from: "1970-01-01", to: "9999-12-31" };
  expect(auditFilterSchema.parse(days)).toEqual(days);
});

test.each([
  ["2026-01-01T00:00:00+23:59", "2025-12-31T00:01:00.000Z"],
  [`2026-01-01T00:00:00.${"1".repeat(300)}Z`, "2026-01-01T00:00:00.111Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
])("%s is handed on in a form that the database takes", (text, moment) => {
  expect(deliveriesQuerySchema.parse({ from: text }).from).toBe(moment);
  expect(listEventsSchema.parse({ to: text }).to).toBe(moment);
});

test("what would be another year in UTC is refused", () => {
  for (const text of ["9999-12-31T23:59:59-01:00", "1970-01-01T00:00:00+01:00"]) {
    const parsed = listEventsSchema.safeParse({ from: text });
    expect(parsed.error?.issues[0]?.message).toBe("must be within the years 1970 to 9999");
  }
});
