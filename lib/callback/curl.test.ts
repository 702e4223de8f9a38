import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { curlOf } from "./curl";

/** What a POSIX shell hands to curl, word by word. */
async function wordsOf(command: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${command}`]);
  return stdout.split("\0").slice(0, -1);
}

test("a shell reads the request as it was sent: URL and headers byte for byte", async () => {
  const hostile = "a='b'&c=$(id)&d=`id`&e=\"f\"&g=\\n&h={1,2}&i=[3]&j=!k&~;#%20";
  const request = [
    `GET /in/../x?${hostile} HTTP/1.1`,
    "host: erp.example.com",
    "connection: keep-alive",
    "user-agent: Callboard/1.0.0",
    "webhook-id: evt_01JD8R5WJ00000000000000000",
    "webhook-timestamp: 1795442531",
    "webhook-signature: v1,K5oZfz'$HOME+/= v1,abc",
  ].join("\n");
  expect(await wordsOf(curlOf(request, `https://erp.example.com:8443/in?${hostile}`))).toEqual([
    "--include",
    "--globoff",
    "--path-as-is",
    "--max-time",
    "10",
    "-H",
    "user-agent: Callboard/1.0.0",
    "-H",
    "webhook-id: evt_01JD8R5WJ00000000000000000",
    "-H",
    "webhook-timestamp: 1795442531",
    "-H",
    "webhook-signature: v1,K5oZfz'$HOME+/= v1,abc",
    `https://erp.example.com:8443/in/../x?${hostile}`,
  ]);
});

test("a header whose value is masked says that it has to be put in", async () => {
  const request = "GET /in HTTP/1.1\nhost: erp.example.com\nAuthorization: ••••\nwebhook-id: evt_1";
  expect(await wordsOf(curlOf(request, "https://erp.example.com/in"))).toContain(
    "Authorization: (put its value here)",
  );
});
