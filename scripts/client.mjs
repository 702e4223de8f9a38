// `npm run client`: generates the types of clients/typescript anew. npm brings the generator, at the version of scripts/clients/bring.mjs.
import path from "node:path";
import { NotHere } from "./bring.mjs";
import { generateClient } from "./clients/generate.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

await prepare({ web: false });
try {
  await generateClient(path.join(root, "clients/typescript"));
  console.log("The types of clients/typescript are generated from the API as it is here.");
} catch (error) {
  if (!(error instanceof NotHere)) throw error;
  console.error(`The generator is not here, and npm does not bring it: ${error.message}`);
  process.exitCode = 1;
}
