import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clientFolder, clientStamp } from "./stamp";

/** `npm run client` makes all this true; `npm run test:clients -- client` generates, packs and uses it. */

const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));

test("the TypeScript client's types are those generated from the API as it is here, and nothing in them is by hand", () => {
  const { generator, ...stamp } = json(`${clientFolder}/generated.json`);
  expect(stamp, "Run npm run client.").toEqual(clientStamp(clientFolder));
  const [name, version] = generator.split(" ");
  expect(readFileSync("scripts/clients/bring.mjs", "utf8")).toContain(`"${name}": "${version}"`);
});

test("the TypeScript client depends on one package, in the version that it is tried with", () => {
  const { dependencies, devDependencies } = json(`${clientFolder}/package.json`);
  const tried = readFileSync("scripts/clients/bring.mjs", "utf8");
  expect(Object.keys(dependencies)).toEqual(["openapi-fetch"]);
  expect(tried).toContain(`"openapi-fetch": "${dependencies["openapi-fetch"].replace("^", "")}"`);
  expect(tried).toContain(`typescript: "${devDependencies.typescript}"`);
});

test("the TypeScript client is released with Callboard, under its license", () => {
  const { version, license, engines } = json("package.json");
  expect(json(`${clientFolder}/package.json`)).toMatchObject({ version, license, engines });
  expect(readFileSync(`${clientFolder}/README.md`, "utf8")).toContain(
    `version ${version} is for Callboard ${version}`,
  );
});
