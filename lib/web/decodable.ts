import type { IncomingHttpHeaders } from "node:http";
import { createRequire } from "node:module";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isActionOfPage } from "./known-actions";
import { arePlainArguments, arePlainParts } from "./plain-arguments";

/** React's decoders, which Next decodes with: what they refuse, Next answers with a bare 500 and an error in the log. */
type Decoders = {
  decodeReply: (body: string | FormData, actions: object) => Promise<unknown>;
  decodeReplyFromBusboy: (parser: Writable, actions: object) => Promise<unknown>;
};

const load = createRequire(import.meta.url);
let loaded: Decoders | undefined;
/** The very modules that Next's pages use; by the first request Next has loaded both. */
function decoders(): Decoders {
  load("next/dist/server/node-environment-baseline.js");
  const kind = process.env.NODE_ENV === "development" ? "dev" : "prod";
  loaded ??= load(`next/dist/compiled/next-server/app-page-turbo.runtime.${kind}.js`).vendored["react-rsc"]
    .ReactServerDOMTurbopackServer as Decoders;
  return loaded;
}

/** Nothing of ours takes an action as an argument: one that is named in a body is refused. */
const noActions = {};
/** As Next has it. */
const maxArguments = 1_000;

/** Whether Next can decode the body of a post to a page: the arguments of the action its headers name, or a form. */
export async function isDecodable(
  body: Buffer,
  { headers, path }: { headers: IncomingHttpHeaders; path: string },
): Promise<boolean> {
  const isForm = headers["content-type"]?.startsWith("multipart/form-data") ?? false;
  // What goes wrong here is no fault of the body's.
  const { decodeReply } = decoders();
  try {
    if (headers["next-action"] === undefined) return await isActionForm(await formIn(body, headers), path);
    if (isForm) {
      return (
        arePlainParts([...(await formIn(body, headers))]) && areArguments(await argumentsIn(body, headers))
      );
    }
    const text = body.toString("utf8");
    return arePlainArguments(text) && areArguments(await decodeReply(text, noActions));
  } catch {
    return false;
  }
}

const areArguments = (value: unknown) => Array.isArray(value) && value.length <= maxArguments;

async function argumentsIn(body: Buffer, headers: IncomingHttpHeaders): Promise<unknown> {
  const parser = load("next/dist/compiled/busboy")({
    defParamCharset: "utf8",
    headers,
    limits: { fieldSize: body.length },
  });
  const [, value] = await Promise.all([
    pipeline(Readable.from([body]), parser),
    decoders().decodeReplyFromBusboy(parser, noActions),
  ]);
  return value;
}

function formIn(body: Buffer, headers: IncomingHttpHeaders): Promise<FormData> {
  const type = { "content-type": headers["content-type"] ?? "" };
  return new Response(new Uint8Array(body), { headers: type }).formData();
}

/**
 * Whether a form that was posted without scripts names an action of that page, in a hidden field that React put there: by its id
 * alone, or with what is bound to it, in fields that begin alike.
 */
async function isActionForm(form: FormData, path: string): Promise<boolean> {
  const names = [...new Set(form.keys())];
  const byId = names.filter((name) => name.startsWith("$ACTION_ID_"));
  const bound = names.filter((name) => name.startsWith("$ACTION_REF_"));
  // One of the form, one of the button that was pressed.
  if (byId.length + bound.length === 0 || bound.length > 2) return false;
  if (!byId.every((name) => isActionOfPage(name.slice("$ACTION_ID_".length), path))) return false;
  for (const name of bound) {
    const prefix = `$ACTION_${name.slice("$ACTION_REF_".length)}:`;
    if (!(await isBoundAction(fieldsUnder(form, prefix), path))) return false;
  }
  return true;
}

function fieldsUnder(form: FormData, prefix: string): FormData {
  const under = new FormData();
  for (const [name, value] of form) {
    if (!name.startsWith(prefix)) continue;
    if (typeof value === "string") under.append(name.slice(prefix.length), value);
    else under.append(name.slice(prefix.length), value, value.name);
  }
  return under;
}

async function isBoundAction(fields: FormData, path: string): Promise<boolean> {
  // Next reads the id from the text itself.
  const [text, second] = fields.getAll("0");
  const [, id] = typeof text === "string" ? (/^\{"id":"([^"]*)"/.exec(text) ?? []) : [];
  if (id === undefined || second !== undefined || !isActionOfPage(id, path)) return false;
  const bound = fields.get("1");
  if (bound !== null && !(typeof bound === "string" && arePlainArguments(bound))) return false;
  const action = (await decoders().decodeReply(fields, noActions)) as { id?: unknown; bound?: unknown };
  const values = await action.bound;
  return action.id === id && (values === null || areArguments(values));
}
