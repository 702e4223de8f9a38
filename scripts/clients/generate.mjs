// Generates the types of the TypeScript client from the OpenAPI document of this source.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../bring.mjs";
import { bundle } from "../bundle.mjs";
import { root } from "../root.mjs";
import { clientTools, versionOf } from "./bring.mjs";

const generator = "openapi-typescript";
const header = "// Generated from Callboard's OpenAPI document by `npm run client`.\n\n";

/** Writes the types of a client, and `generated.json`, into this folder. */
export async function generateClient(folder) {
  await bundle({ "client-stamp": "scripts/clients/stamp.ts" });
  const { clientDocument, clientStamp, generatedTypes } = await import("../../.build/client-stamp.mjs");
  const file = path.join(folder, generatedTypes);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, header + formatted(withoutAbsent(await typesOf(JSON.parse(clientDocument())))));
  const generated = { generator: `${generator} ${versionOf(generator)}`, ...clientStamp(folder) };
  writeFileSync(path.join(folder, "generated.json"), `${JSON.stringify(generated, null, 2)}\n`);
}

/** Each schema that has a name is a type of that name too: `Delivery`, `Problem`. */
async function typesOf(document) {
  const entry = path.join(clientTools(), "node_modules", generator, "dist/index.mjs");
  const { astToString, default: openapiTypes } = await import(pathToFileURL(entry));
  return astToString(await openapiTypes(document, { rootTypes: true, rootTypesNoSchemaPrefix: true }));
}

/** The generator lists at each path what it has not: five methods and four kinds of parameters, for nobody to read. */
function withoutAbsent(types) {
  const paths = types.slice(0, types.indexOf("export type webhooks"));
  const kept = paths
    .replaceAll(/^ {8}parameters: \{\n(?: {12}\w+\?: never;\n)*? {8}\};\n/gm, "")
    .replaceAll(/^ {8}\w+\?: never;\n/gm, "");
  return kept + types.slice(paths.length);
}

const formatted = (types) =>
  run(path.join(root, "node_modules/.bin/biome"), ["format", "--stdin-file-path=openapi.gen.ts"], {
    cwd: root,
    input: types,
  });
