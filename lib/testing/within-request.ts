// Next finds its request in storages that only its own start makes.
import "next/dist/server/node-environment-baseline.js";

import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external.js";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external.js";

/** A cookie that was set, as `cookies().set` was told. */
export type SetCookie = [name: string, value: string, options: Record<string, unknown>];

/**
 * Runs `work` as Next does within a request that has these headers and cookies.
 * @param set gets each cookie that is set
 */
export function withinRequest<T>(
  {
    headers,
    cookies = {},
    set = [],
  }: {
    headers: Record<string, string>;
    cookies?: Record<string, string>;
    set?: SetCookie[];
  },
  work: () => Promise<T>,
): Promise<T> {
  const request = {
    type: "request",
    phase: "action",
    headers: new Headers(headers),
    userspaceMutableCookies: {
      get: (name: string) => (name in cookies ? { name, value: cookies[name] } : undefined),
      set: (...given: SetCookie) => void set.push(given),
    },
  };
  return workAsyncStorage.run({ route: "/test" } as never, () =>
    workUnitAsyncStorage.run(request as never, work),
  );
}
