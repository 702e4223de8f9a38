import { expect, test } from "vitest";
import { placeOf, serversOf, targetOf } from "./database-address";

test("an address of several servers is that of each, with all else it says", () => {
  expect(serversOf("postgresql://u:p%2C@a:5432,[::1]:5433,c/db?sslmode=require")).toEqual([
    "postgresql://u:p%2C@a:5432/db?sslmode=require",
    "postgresql://u:p%2C@[::1]:5433/db?sslmode=require",
    "postgresql://u:p%2C@c/db?sslmode=require",
  ]);
});

test.each([
  "postgresql://u:p,x@h/db",
  "postgresql://h/db?application_name=a,b",
  "postgresql:///db?host=/run/postgresql",
  "postgresql://u:p@%2Frun%2Fpostgresql:5433/db",
])("%s names one server", (address) => {
  expect(serversOf(address)).toEqual([address]);
});

test("of several servers the one that takes changes is used, unless the address says otherwise", () => {
  expect(targetOf("postgresql://a,b/db")).toBe("read-write");
  expect(targetOf("postgresql://a,b/db?sslmode=require&target_session_attrs=any")).toBe("any");
  expect(targetOf("postgresql://a/db")).toBe("primary");
});

test("sentences name every server and neither user nor password", () => {
  expect(placeOf("postgresql://u:p@a:5433,b/db?x=1")).toBe("a:5433,b:5432/db");
});
