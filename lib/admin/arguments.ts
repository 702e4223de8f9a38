import { parseArgs } from "node:util";
import { reasonOf } from "@/lib/errors";
import type { Command, Options } from "./command";
import { commands } from "./commands";
import { helpOf, helpOfNoun, overview } from "./help";
import { UsageError } from "./print";

type Call = { help: string } | { command: Command; options: Options };

/** What was asked for. @throws UsageError when it cannot be understood */
export function readCall(args: string[]): Call {
  const [noun = "", verb = ""] = args;
  if (args.length === 0 || noun === "--help" || noun === "-h" || noun === "help") return { help: overview() };
  const isNoun = commands.some(({ name }) => name.startsWith(`${noun} `));
  if (isNoun && (verb === "" || verb === "--help" || verb === "-h")) return { help: helpOfNoun(noun) };
  const name = isNoun ? `${noun} ${verb}` : noun;
  const command = commands.find((one) => one.name === name);
  if (!command) throw new UsageError(`There is no command "${name}".`);
  const options = parse(command, args.slice(name.split(" ").length));
  if (options.help) return { help: helpOf(command) };
  if (command.argument && !options[command.argument])
    throw new UsageError(`"${name}" needs ${command.argument}.`);
  const missing = (command.needs ?? []).filter((option) => !options[option]);
  if (missing.length > 0) {
    throw new UsageError(`"${name}" needs ${missing.map((option) => `--${option}`).join(" and ")}.`);
  }
  return { command, options };
}

/** Also of arguments that are misuse: the error is to be JSON as well. */
export function wantsJson(args: string[]): boolean {
  return args.includes("--json");
}

function parse({ needs = [], takes = [], flags = [], argument }: Command, args: string[]): Options {
  const known = Object.fromEntries([
    ...[...needs, ...takes].map((option) => [option, { type: "string" as const }]),
    ...[...flags, "help", "json"].map((flag) => [flag, { type: "boolean" as const }]),
  ]);
  try {
    const allowPositionals = argument !== undefined;
    const given = { args, options: known, strict: true, allowPositionals, tokens: true } as const;
    const { values, positionals, tokens } = parseArgs(given);
    const names = tokens.flatMap((token) => (token.kind === "option" ? token.name : []));
    // Which of two counts would be a guess.
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new UsageError(`--${twice} is given more than once.`);
    if (positionals.length > 1) throw new UsageError(`Only one ${argument} can be named.`);
    return { ...(values as Options), ...(argument ? { [argument]: positionals[0] } : {}) };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}
