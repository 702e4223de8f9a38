import { expect } from "@playwright/test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Answer, Sent } from "./recipes";

/** The parts of an OpenAPI 3.1 document that a caller goes by. */
export type Document = {
  paths: Record<string, Record<string, Described>>;
};
type Described = {
  operationId: string;
  security?: unknown[];
  parameters?: { in: string; name: string; required?: boolean }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { content: Record<string, unknown>; headers?: Record<string, unknown> }>;
};
type Documented = { id: string; method: string; path: string; described: Described };

export function operationsOf(document: Document): Documented[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      id: described.operationId,
      method: method.toUpperCase(),
      path,
      described,
    })),
  );
}

/** Says what is wrong with a value by one of the document's schemas; null when it is as described. */
export type Judge = (pointer: string[], value: unknown) => string | null;

export function judgeOf(document: Document): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, "openapi");
  const written = (part: string) =>
    encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")).replaceAll("%7E", "~");
  return (pointer, value) => {
    const check = ajv.getSchema(`openapi#/${pointer.map(written).join("/")}`);
    if (!check) throw new Error(`The document has nothing at ${pointer.join(" → ")}.`);
    return check(value) ? null : ajv.errorsText(check.errors, { dataVar: "the value" });
  };
}

/** Where an operation's request body is described. */
export const requestPointer = ({ path, method }: Documented) => [
  "paths",
  path,
  method.toLowerCase(),
  "requestBody",
  "content",
  "application/json",
  "schema",
];

/** Where an answer is described. */
const answerPointer = ({ path, method }: Documented, status: number, contentType: string) => [
  "paths",
  path,
  method.toLowerCase(),
  "responses",
  String(status),
  "content",
  contentType,
  "schema",
];

/** The answer's status, content type, headers and body, each as the document has them. */
export function asDescribed(operation: Documented, judge: Judge, { status, headers, body }: Answer): void {
  const described = operation.described.responses[String(status)];
  const told = `${operation.id} answered ${status}: ${JSON.stringify(body)}`;
  expect(described, `not in the document: ${told}`).toBeDefined();
  const contentType = headers.get("content-type")?.split(";")[0] ?? "";
  expect(Object.keys(described?.content ?? {}), told).toContain(contentType);
  expect(judge(answerPointer(operation, status, contentType), body), told).toBeNull();
  for (const name of Object.keys(described?.headers ?? {})) expect(headers.get(name), told).not.toBeNull();
}

/** Path and query of a request to an operation. */
export function addressOf({ path }: Documented, { params = {}, query }: Sent): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ""));
  return query ? `${filled}?${query}` : filled;
}
