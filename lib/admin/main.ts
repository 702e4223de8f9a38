import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { z } from "zod";
import { operator } from "@/lib/auth/actor";
import { generatePassword } from "@/lib/auth/password";
import { roleLabels, scopes } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { prune } from "@/lib/dispatch/prune";
import { ConflictError, ExpectedError, InvalidError } from "@/lib/errors";
import { createToken, revokeToken } from "@/lib/tokens/service";
import { emailSchema, nameSchema, newUserSchema, passwordSchema, roleSchema } from "@/lib/users/schema";
import { createUser, resetPassword, setDisabled, setRole } from "@/lib/users/service";
import { commandHelp, overview } from "./help";

/** What was asked cannot be understood: exit code 2, with a hint where to read. */
class UsageError extends Error {}

/** The answer itself goes to standard output, alone; everything said about it to standard error. */
function out(line: string): void {
  process.stdout.write(`${line}\n`);
}
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

type Options = Record<string, string | boolean | undefined>;
type Command = { options: string[]; flags?: string[]; run: (options: Options) => Promise<void> };

const commands: Record<string, Command> = {
  "user create": {
    options: ["email", "name", "role"],
    flags: ["password-stdin"],
    async run(options) {
      const { password, made } = await passwordFor(options);
      const { email, name, role } = options;
      const user = await createUser(operator, read(newUserSchema, { email, name, role, password }));
      say(`Created ${user.name} <${user.email}> as ${roleLabels[user.role]}.`);
      if (made) printPassword(password);
    },
  },
  "user set-role": {
    options: ["email", "role"],
    async run({ email, role }) {
      const input = read(z.object({ email: emailSchema, role: roleSchema }), { email, role });
      const user = await setRole(operator, input.email, input.role);
      say(`${user.name} <${user.email}> is ${roleLabels[user.role]} from the next request on.`);
    },
  },
  "user disable": {
    options: ["email"],
    async run({ email }) {
      const user = await setDisabled(operator, read(emailSchema, email), true);
      say(`${user.name} <${user.email}> is disabled.`);
    },
  },
  "user enable": {
    options: ["email"],
    async run({ email }) {
      const user = await setDisabled(operator, read(emailSchema, email), false);
      say(`${user.name} <${user.email}> is enabled.`);
    },
  },
  "user reset-password": {
    options: ["email"],
    flags: ["password-stdin"],
    async run(options) {
      const { password, made } = await passwordFor(options);
      const email = read(emailSchema, options.email);
      const user = await resetPassword(operator, email, read(passwordSchema, password));
      say(`${user.name} <${user.email}> has a new password; all their sessions ended.`);
      if (made) printPassword(password);
    },
  },
  "token create": {
    options: ["email", "name", "scopes", "days"],
    async run(options) {
      const { id, token } = await createToken(operator, read(tokenSchema, options));
      say(`Token ${id} made. It is shown only this once.`);
      out(token);
    },
  },
  "token revoke": {
    options: ["id"],
    async run({ id }) {
      await revokeToken(operator, String(id));
      say(`Token ${id} is revoked.`);
    },
  },
  prune: {
    options: ["days"],
    async run(options) {
      const days = read(daysSchema.default(config().retentionDays), options.days);
      const session = await pool().connect();
      const pruned = await prune(session, { days }).finally(() => session.release());
      if (!pruned) throw new ConflictError("Another process is pruning just now; try again in a moment.");
      out(`Deleted ${pruned.deliveries} deliveries and ${pruned.events} events older than ${days} days.`);
      out(`${pruned.expired} deliveries that had waited that long for a suspended URL have failed.`);
    },
  },
};

const optional = new Set(["scopes", "days"]);
const daysSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, { error: "--days must be a whole number from 1 to 9999." })
  .transform(Number);
const tokenSchema = z.object({
  email: emailSchema,
  name: nameSchema,
  scopes: z
    .string()
    .default(scopes.join(","))
    .transform((list) => list.split(",").map((scope) => scope.trim()))
    .pipe(z.array(z.enum(scopes, { error: `--scopes must be ${scopes.join(", ")} or both.` }))),
  days: z
    .string()
    .regex(/^\d{1,4}$/, { error: "--days must be a whole number." })
    .default("90")
    .transform(Number),
});

async function main(args: string[]): Promise<void> {
  const [noun = "", verb = ""] = args;
  if (args.length === 0 || noun === "--help" || noun === "help") return out(overview);
  const ofNoun = Object.keys(commands).filter((name) => name.startsWith(`${noun} `));
  if (ofNoun.length > 0 && (verb === "" || verb === "--help")) {
    return out(ofNoun.map((name) => commandHelp[name] ?? name).join("\n\n"));
  }
  const name = commands[noun] ? noun : `${noun} ${verb}`.trim();
  const command = commands[name];
  if (!command) throw new UsageError(`There is no command "${name}".`);
  const options = parse(command, args.slice(name.split(" ").length));
  if (options.help) return out(commandHelp[name] ?? overview);
  const missing = command.options.filter((option) => !optional.has(option) && !options[option]);
  if (missing.length > 0) {
    throw new UsageError(`"${name}" needs ${missing.map((option) => `--${option}`).join(" and ")}.`);
  }
  await command.run(options);
}

function parse({ options, flags = [] }: Command, args: string[]): Options {
  const known = Object.fromEntries([
    ...options.map((option) => [option, { type: "string" as const }]),
    ...[...flags, "help"].map((flag) => [flag, { type: "boolean" as const }]),
  ]);
  try {
    const { values } = parseArgs({ args, options: known, strict: true, allowPositionals: false });
    return values as Options;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws InvalidError with what the schema says */
function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidError(
    parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  );
}

function printPassword(password: string): void {
  say("The password, shown only this once:");
  out(password);
}

async function passwordFor(options: Options): Promise<{ password: string; made: boolean }> {
  if (!options["password-stdin"]) return { password: generatePassword(), made: true };
  const [line = ""] = (await text(process.stdin)).split(/\r?\n/);
  return { password: line, made: false };
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof ExpectedError || error instanceof UsageError;
  say(expected ? error.message : String(error instanceof Error ? error.stack : error));
  if (error instanceof UsageError) say("npm run admin -- --help tells what there is.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
} finally {
  await prisma().$disconnect();
  await pool().end();
}
