import manifest from "@/package.json" with { type: "json" };

/** Callboard's version, as in package.json: the `user-agent` of every callback carries it. */
export const version: string = manifest.version;
