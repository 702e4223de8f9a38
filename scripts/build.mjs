// Makes whatever `npm start` would make first, and ends: for `npm test`, which goes on meanwhile.
import { prepare } from "./prepare.mjs";

await prepare();
