import { z } from "zod";
import {
  headerNamePattern,
  headerNameProblem,
  headerValuePattern,
  headerValueProblem,
  isSameHeader,
  maxHeaderNameLength,
  maxHeaderValueLength,
  maxRequestHeaders,
} from "@/lib/callback/request-headers";
import { listSchema } from "@/lib/list-schema";

/** The rule as a check of zod's, so that it says what is wrong in its own sentence. */
const judged = (problemOf: (text: string) => string | null, typed = z.string({ error: "must be a text" })) =>
  typed.superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

const name = judged(headerNameProblem, z.string({ error: "must be a text" }).trim()).meta({
  description: `A token of RFC 9110, at most ${maxHeaderNameLength} characters, such as Authorization; none that Callboard sends itself, frames a message or is about the connection.`,
  pattern: headerNamePattern,
  minLength: 1,
  maxLength: maxHeaderNameLength,
});
const value = judged((text) => (text === "" ? null : headerValueProblem(text))).meta({
  description: `At most ${maxHeaderValueLength} visible ASCII characters, with blanks and tabs between them. Empty: the header is removed. No answer holds it.`,
  pattern: `^$|${headerValuePattern}`,
  maxLength: maxHeaderValueLength,
});

/** One header to be set, or with an empty value removed. */
const requestHeaderChange = z.strictObject({ name, value });
export type RequestHeaderChange = z.output<typeof requestHeaderChange>;

/** Headers of a URL's own to be set or removed; those that are not named stay. */
export const requestHeadersSchema = listSchema(requestHeaderChange, {
  min: 1,
  max: 2 * maxRequestHeaders,
  error: `must hold 1 to ${2 * maxRequestHeaders} headers`,
})
  .superRefine((headers, context) => {
    for (const [index, { name }] of headers.entries()) {
      if (headers.slice(0, index).some((earlier) => isSameHeader(earlier.name, name)))
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `${name} is named twice; upper and lower case make no difference.`,
        });
    }
  })
  .meta({
    description: `Headers that go with every callback to the URL, at most ${maxRequestHeaders} in all. Each that is named is set, or with an empty value removed; the others stay.`,
  });

/** From the page: a value that is typed, for a header that may be there already. */
export const setRequestHeaderInput = z.strictObject({
  endpointID: z.string(),
  name,
  value: judged(headerValueProblem),
});
export type SetRequestHeaderInput = z.output<typeof setRequestHeaderInput>;

export const removeRequestHeaderInput = z.strictObject({ endpointID: z.string(), name: z.string() });

const requestHeader = z
  .strictObject({
    name: z.string(),
    changedAt: z.iso
      .datetime({ offset: false })
      .meta({ description: "When its value was last set. RFC 3339, in UTC." }),
  })
  .meta({ id: "RequestHeader" });

/** As the API shows them. */
export const requestHeadersAnswer = z
  .array(requestHeader)
  .meta({ description: "Headers of its own that go with every callback; nobody is shown their values." });
