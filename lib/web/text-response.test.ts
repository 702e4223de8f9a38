import { describe, expect, test } from "vitest";
import { TextResponse } from "./text-response";

const init = { status: 202, headers: { "content-type": "application/json", "x-one": "1" } };
const made = () => new TextResponse('{"a":"ä"}', init);

describe("a response that is one text is read as any other", () => {
  const plain = () => new Response('{"a":"ä"}', init);
  test.each([
    ["status", (response: Response) => response.status],
    ["headers", (response: Response) => [...response.headers]],
    ["text", (response: Response) => response.text()],
    ["json", (response: Response) => response.json()],
    ["bytes", async (response: Response) => Buffer.from(await response.arrayBuffer()).toString("hex")],
    ["blob's type", async (response: Response) => (await response.blob()).type],
    ["stream", async (response: Response) => String(await new Response(response.body).text())],
    ["copy's text", (response: Response) => response.clone().text()],
    ["copy's headers", (response: Response) => [...response.clone().headers]],
    [
      "whether it was read",
      async (response: Response) => [response.bodyUsed, await response.text(), response.bodyUsed],
    ],
  ])("%s", async (_, read) => {
    expect(await read(made())).toEqual(await read(plain()));
  });

  test("but once", async () => {
    const response = made();
    await response.text();
    await expect(response.text()).rejects.toThrow(TypeError);
  });
});

test("its text is at hand without reading", () => {
  const response = made();
  expect(response.content).toBe('{"a":"ä"}');
  expect(response.bodyUsed).toBe(false);
});
