import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { built } from "./child";

type NodeFlags = { dispatcherFlags: string[]; webFlags?: string[]; memoryEnv?: Record<string, string> };

/**
 * The file has no types in it: what is bundled can read it as the JavaScript that it is.
 * @param root a checkout of Callboard; releases before had no flags for the web process, and no environment
 */
function nodeFlags(root: string): Promise<NodeFlags> {
  const text = readFileSync(path.resolve(root, "lib/supervise/node-flags.ts"), "utf8");
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** Node's flags for the dispatcher of this checkout, as its `npm start` gives them. */
export const dispatcherFlagsOf = async (root: string) => (await nodeFlags(root)).dispatcherFlags;

/** What the supervisor of this checkout puts into the environment of both. */
export const memoryEnvOf = async (root: string) => (await nodeFlags(root)).memoryEnv ?? {};

/** Node's flags for the web process of this checkout, with what stands before Next; releases before had it under another name. */
export async function webFlagsOf(root: string): Promise<string[]> {
  const beforeNext = ["before-next", "peer-address"]
    .map((name) => built(name, root))
    .find((file) => existsSync(file));
  if (!beforeNext) throw new Error(`${path.resolve(root)} is not built: run npm start there once.`);
  return [...((await nodeFlags(root)).webFlags ?? []), "--import", beforeNext];
}
