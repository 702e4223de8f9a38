import { expect, test } from "vitest";
import { reachableHost } from "./port";

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "[::1]"],
  ["::1", "[::1]"],
  ["2001:db8::7", "[2001:db8::7]"],
  ["callboard.internal", "callboard.internal"],
])("HOST=%s is reached at %s", (host, reachable) => {
  expect(reachableHost(host)).toBe(reachable);
  expect(URL.canParse(`http://${reachable}:3000/`)).toBe(true);
});
