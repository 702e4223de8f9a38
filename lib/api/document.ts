import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { roleLabels, rolesThatCan } from "@/lib/auth/permissions";
import { forGenerators } from "./for-generators";
import { idempotencyKeyPattern, maxIdempotencyKeyLength } from "./header-patterns";
import { type Operation, problemStatuses } from "./operation";
import { operations } from "./operations";
import { problemShape } from "./shapes";

/**
 * The OpenAPI 3.1 document of the API, made from the operations that the route handlers validate by.
 * @param appUrl the address people use, such as https://callboard.example.com
 * @param maxUrls how many URLs the operator allows for an event type
 */
export function openApiDocument({
  appUrl,
  version,
  maxUrls,
}: {
  appUrl: string;
  version: string;
  maxUrls: number;
}) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {};
    methods[operation.method.toLowerCase()] = described(operation);
    paths[operation.path] = methods;
  }
  return createDocument(
    {
      openapi: "3.1.0",
      info: { title: "Callboard", version, description: introduction },
      servers: [{ url: appUrl }],
      tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
      security: [{ token: [] }],
      paths: paths as ZodOpenApiPathsObject,
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "An API token, `cbt_…`." },
        },
      },
    },
    {
      reused: "inline",
      // Said where JSON Schema has no word for it: beside the schema, as the key of its content.
      override: ({ jsonSchema }) => {
        delete jsonSchema.contentType;
        if (jsonSchema.boundBy === "maxUrls") jsonSchema.maxItems = maxUrls;
        delete jsonSchema.boundBy;
        // What every whole number is within says nothing of this one.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        forGenerators(jsonSchema);
      },
    },
  );
}

const introduction = `Everything that can be done on Callboard's screens, for programs.

**Tokens.** Send \`Authorization: Bearer cbt_…\`. A token acts with its owner's role and its own scopes.

**Problems** are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) documents; where fields are to blame, \`errors\` names each.
Unknown fields are refused.

**Lists** answer \`{items, nextCursor}\`; give \`nextCursor\` as \`cursor\` to read on. What arrives meanwhile shifts nothing.

**Times** are RFC 3339, in the years 1970 to 9999.

**Idempotency-Key.** With this header a request that changes something can be sent again without doing it twice: for 24 hours
the same key with the same body is given the first answer again, marked \`Idempotency-Replayed: true\`.`;

function described(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, permission, params = {}, query, body, example, headers = {} } = operation;
  const requestHeaders: Record<string, z.ZodType> = {};
  for (const [name, { description, required, pattern }] of Object.entries(headers)) {
    const header = z.string().meta({ description, pattern });
    requestHeaders[name] = required ? header : header.optional();
  }
  if (operation.method !== "GET") {
    requestHeaders["Idempotency-Key"] = z.string().max(maxIdempotencyKeyLength).optional().meta({
      description: "Chosen by the sender, of visible ASCII characters; kept for 24 hours.",
      pattern: idempotencyKeyPattern,
    });
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [operation.description, permission ? neededFor(permission) : "No token is needed."]
      .filter(Boolean)
      .join("\n\n"),
    ...(permission ? {} : { security: [] }),
    requestParams: {
      path: z.object(
        Object.fromEntries(
          Object.entries(params).map(([name, description]) => [name, z.string().meta({ description })]),
        ),
      ),
      ...(query ? { query } : {}),
      header: z.object(requestHeaders),
    },
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: body, ...(example ? { example } : {}) } },
          },
        }
      : {}),
    responses: { ...answersOf(operation), ...problemsOf(operation) },
  };
}

function answersOf({ answers, answerHeaders = {} }: Operation) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: schema.meta()?.description ?? (status === "202" ? "Accepted." : "Done."),
        content: { [contentTypeOf(schema)]: { schema } },
        headers: Object.fromEntries(
          Object.entries(answerHeaders).map(([name, description]) => [
            name,
            { description, required: true, schema: { type: "string" as const } },
          ]),
        ),
      },
    ]),
  );
}

/** Text that is no JSON says of itself what it is: `.meta({ contentType: "text/plain" })`. */
function contentTypeOf(schema: z.ZodType): string {
  const { contentType } = schema.meta() ?? {};
  return typeof contentType === "string" ? contentType : "application/json";
}

function problemsOf(operation: Operation) {
  return Object.fromEntries(
    problemStatuses(operation).map((status) => [
      status,
      {
        description: problemTexts[status] ?? "A problem.",
        content: { "application/problem+json": { schema: problemShape } },
      },
    ]),
  );
}

const problemTexts: Record<number, string> = {
  400: "The request is malformed.",
  401: "There is no token, or it is unknown, expired or revoked.",
  403: "The token's owner lacks the role, or the token the scope.",
  404: "There is no such thing.",
  408: "The body did not come within a minute.",
  409: "Somebody else was faster, or the state does not allow it; with `Retry-After`, the first request with this Idempotency-Key is still under way.",
  412: "It was changed meanwhile: read it again.",
  413: "The body is too large.",
  415: "The body is not application/json, or is compressed.",
  422: "The input breaks a rule; `errors` names each.",
  428: "A precondition is missing.",
  429: "Too much at once; `Retry-After` says when to try again.",
  500: "Something went wrong on Callboard's side; `detail` holds a reference for its log.",
  503: "The database does not answer, or not in time, or too many large bodies wait; try again in a few seconds.",
};

function neededFor(permission: NonNullable<Operation["permission"]>): string {
  const scope = permission.endsWith(":write") ? "write" : "read";
  return `Needs the scope \`${scope}\` and the role ${rolesThatCan(permission)
    .map((role) => roleLabels[role])
    .join(" or ")}.`;
}
