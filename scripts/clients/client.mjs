// The TypeScript client as others get it: generated, compiled, packed, installed elsewhere, and used as its README says.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../bring.mjs";
import { root } from "../prepare.mjs";
import { clientTools } from "./bring.mjs";
import { generateClient } from "./generate.mjs";

const client = path.join(root, "clients/typescript");
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
  await generateClient(made);
  for (const file of ["package.json", "tsconfig.json", "README.md"]) {
    copyFileSync(path.join(client, file), path.join(made, file));
  }
  const [here, now] = [client, made].map((one) => readFileSync(path.join(one, "generated.json"), "utf8"));
  if (here !== now) throw new Error("clients/typescript is not what the generator makes: npm run client.");
  symlinkSync(tools, path.join(made, "node_modules"));
  const packed = path.join(folder, "packed");
  mkdirSync(packed);
  const [{ filename, files }] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--pack-destination", packed], { cwd: made }),
  );
  const stray = files.filter(
    ({ path: file }) => !/^(README\.md|LICENSE-generator\.md|package\.json|dist\/.*\.(js|d\.ts))$/.test(file),
  );
  if (stray.length > 0) throw new Error(`In the tarball: ${stray.map((one) => one.path).join(", ")}`);

  const app = path.join(folder, "app");
  mkdirSync(app);
  writeFileSync(path.join(app, "package.json"), '{"type":"module","private":true}');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", path.join(packed, filename)], { cwd: app });
  const brought = readdirSync(path.join(app, "node_modules")).filter((name) => !name.startsWith("."));
  if (brought.join() !== "callboard-client") throw new Error(`It brings ${brought.join(", ")}.`);
  for (const name of ["@types", "undici-types"])
    symlinkSync(path.join(tools, name), path.join(app, "node_modules", name));
  writeFileSync(path.join(app, "readme.ts"), readmeProgram());
  copyFileSync(path.join(import.meta.dirname, "client.ts.txt"), path.join(app, "use.ts"));
  writeFileSync(path.join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: strict }));
  run(path.join(tools, ".bin/tsc"), [], { cwd: app });
  const printed = run(process.execPath, ["readme.js"], { cwd: app, env });
  if (!/^created purchase-order-\d+\n(?:processName: .+\n)+$/.test(printed))
    throw new Error(`It prints ${printed}`);
  run(process.execPath, ["use.js"], { cwd: app, env });
  return `${filename}, ${files.length} files, no dependency: installed, and used as its README says, and through pages`;
}

/** The program that the README's pieces make, one after the other. */
const readmeProgram = () =>
  [...readFileSync(path.join(client, "README.md"), "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map(([, piece]) => piece)
    .join("");
