// Generates the TypeScript client from the OpenAPI document of this source.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../bring.mjs";
import { bundle } from "../prepare.mjs";
import { clientTools, versionOf } from "./bring.mjs";

const generator = "@hey-api/openapi-ts";

/** Writes `src`, the licence of what the generator brings there, and `generated.json` of a client into this folder. */
export async function generateClient(folder) {
  const program = path.join(clientTools(), "node_modules/.bin/openapi-ts");
  await bundle({ "client-stamp": "scripts/clients/stamp.ts" });
  const { clientDocument, clientStamp } = await import("../../.build/client-stamp.mjs");
  const temporary = mkdtempSync(path.join(tmpdir(), "callboard-client-"));
  try {
    const input = path.join(temporary, "openapi.json");
    writeFileSync(input, clientDocument());
    const source = path.join(folder, "src");
    rmSync(source, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const settings = path.join(temporary, "openapi-ts.config.mjs");
    writeFileSync(settings, `export default ${JSON.stringify(settingsFor(input, source))};\n`);
    run(program, ["-f", settings], { cwd: temporary });
    // `src/client` and `src/core` are the generator's own: its licence goes where they go.
    copyFileSync(
      path.join(clientTools(), "node_modules", generator, "LICENSE.md"),
      path.join(folder, "LICENSE-generator.md"),
    );
    const generated = { generator: `${generator} ${versionOf(generator)}`, ...clientStamp(folder) };
    writeFileSync(path.join(folder, "generated.json"), `${JSON.stringify(generated, null, 2)}\n`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const settingsFor = (input, path) => ({
  input,
  // Node finds a file by its whole name.
  output: { path, importFileExtension: ".js" },
  plugins: [
    // Without the document's address: who sets none must not send a token there.
    { name: "@hey-api/client-fetch", baseUrl: false, includeInEntry: true },
    "@hey-api/typescript",
    "@hey-api/sdk",
  ],
  logs: { file: false },
});
