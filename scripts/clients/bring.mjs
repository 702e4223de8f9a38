// What the suite of generated clients needs, each at one version.
import { mavenFile, npmFolder } from "../bring.mjs";

const packages = {
  "@types/node": "24.0.0",
  "openapi-typescript": "7.13.0",
  "openapi-fetch": "0.17.0",
  "@hey-api/openapi-ts": "0.99.0",
  "@redocly/cli": "2.77.0",
  "@stoplight/spectral-cli": "6.16.3",
  typescript: "5.9.3",
  esbuild: "0.28.2",
};
const generator = {
  url: "https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/7.25.0/openapi-generator-cli-7.25.0.jar",
  sha1: "56a9bb79e3bb565f477eddca2c6daa288a9c6f35",
};

/** The version of one of npm's packages. */
export const versionOf = (name) => packages[name];

/** @returns the folder in which npm has put all packages */
export const clientTools = () => npmFolder("clients", packages);

/** @returns the path of OpenAPI Generator, which Java runs */
export const generatorJar = () => mavenFile("openapi-generator", generator);
