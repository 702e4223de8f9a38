// The TypeScript client as others get it: generated, compiled, packed, installed elsewhere, and used as its README says.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { run } from "../bring.mjs";
import { root } from "../root.mjs";
import { clientTools } from "./bring.mjs";
import { generateClient } from "./generate.mjs";

const client = path.join(root, "clients/typescript");
/** Its one dependency, and the types that this needs. */
const brings = ["openapi-fetch", "openapi-typescript-helpers"];
const prints = /^created purchase-order-\d+\n(?:processName: .+\n)+refused 404 .+\nreported 1\n$/;
const strict = {
  target: "ES2022",
  module: "NodeNext",
  strict: true,
  noUncheckedIndexedAccess: true,
  types: ["node"],
};

/** @returns what held; throws where that does not */
export async function useClient({ folder, env }) {
  const tools = path.join(clientTools(), "node_modules");
  const made = path.join(folder, "made");
  cpSync(client, made, { recursive: true, filter: (file) => !/\/(node_modules|dist)$/.test(file) });
  await generateClient(made);
  for (const file of ["generated.json", "src/openapi.gen.ts"]) {
    const [here, now] = [client, made].map((one) => readFileSync(path.join(one, file), "utf8"));
    if (here !== now) throw new Error(`clients/typescript/${file} is not what is generated: npm run client.`);
  }
  symlinkSync(tools, path.join(made, "node_modules"));
  const packed = path.join(folder, "packed");
  mkdirSync(packed);
  const pack = (of, cwd) =>
    JSON.parse(run("npm", ["pack", "--json", "--silent", "--pack-destination", packed, ...of], { cwd }));
  const [{ filename, files }] = pack([], made);
  const stray = files.filter(
    ({ path: file }) => !/^(README\.md|package\.json|dist\/.*\.(js|d\.ts))$/.test(file),
  );
  if (stray.length > 0) throw new Error(`In the tarball: ${stray.map((one) => one.path).join(", ")}`);

  const app = path.join(folder, "app");
  mkdirSync(app);
  // What the package depends on is packed from the tools, so that nothing is downloaded here.
  const dependencies = pack(["--ignore-scripts", ...brings.map((name) => path.join(tools, name))], folder);
  const overrides = Object.fromEntries(
    dependencies.map((one) => [one.name, `file:${path.join(packed, one.filename)}`]),
  );
  writeFileSync(path.join(app, "package.json"), JSON.stringify({ type: "module", private: true, overrides }));
  const install = ["install", "--offline", "--no-audit", "--no-fund"];
  run("npm", [...install, path.join(packed, filename)], { cwd: app });
  const brought = readdirSync(path.join(app, "node_modules")).filter((name) => !name.startsWith("."));
  if (brought.join() !== ["callboard-client", ...brings].join()) throw new Error(`It brings ${brought}.`);
  for (const name of ["@types", "undici-types"])
    symlinkSync(path.join(tools, name), path.join(app, "node_modules", name));
  writeFileSync(path.join(app, "readme.ts"), readmeProgram());
  copyFileSync(path.join(import.meta.dirname, "client.ts.txt"), path.join(app, "use.ts"));
  writeFileSync(path.join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: strict }));
  run(path.join(tools, ".bin/tsc"), [], { cwd: app });
  // Callboard's own compiler, for a program that knows of no browser.
  run(path.join(root, "node_modules/.bin/tsc"), ["--noEmit", "--lib", "es2023"], { cwd: app });
  const printed = run(process.execPath, ["readme.js"], { cwd: app, env });
  if (!prints.test(printed)) throw new Error(`It prints ${printed}`);
  run(process.execPath, ["use.js"], { cwd: app, env });
  return `${filename}, ${files.length} files: installed, and used as its README says, and through pages and refusals`;
}

/** The program that the README's pieces make, one after the other. */
const readmeProgram = () =>
  [...readFileSync(path.join(client, "README.md"), "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map(([, piece]) => piece)
    .join("");
