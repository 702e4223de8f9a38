import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "./root.mjs";

/** Runs a program to its end; shows its output only when it fails, and then ends this process too. */
export async function run(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = [];
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (chunk) => output.push(chunk));
  const [code] = await once(child, "close");
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  fail(`\`${command} ${args.join(" ")}\` failed; its output is above.`);
}

/** Ends this process with a sentence on stderr. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
