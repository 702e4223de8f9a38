import { Pool } from "undici";
import { connections } from "./settings";

type JsonApi = {
  /** Sends JSON over one of the kept connections; rejects when the answer has another status. */
  call(method: "DELETE" | "POST" | "PUT", path: string, expected: number, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
};

/** @param headers sent with every request */
export function openJsonApi(url: string, headers: Record<string, string>): JsonApi {
  const pool = new Pool(url, { connections, pipelining: 1 });
  return {
    async call(method, path, expected, body) {
      const { statusCode, body: answer } = await pool.request({
        method,
        path,
        headers: { "content-type": "application/json", ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.text();
      if (statusCode !== expected) throw new Error(`${method} ${path} answered ${statusCode}: ${text}`);
      return text && JSON.parse(text);
    },
    close: () => pool.close(),
  };
}
