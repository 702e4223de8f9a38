import { text } from "node:stream/consumers";
import { z } from "zod";
import { type Answer, type Command, judge, type Options, read, table } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { generatePassword } from "@/lib/auth/password";
import { roleLabels } from "@/lib/auth/permissions";
import { createUser, listUsers, resetPassword, setDisabled, setRole } from "@/lib/users/administer";
import { emailSchema, newUserSchema, passwordSchema, roleSchema, userSchema } from "@/lib/users/schema";
import type { UserView } from "@/lib/users/view";

const roles = "administrator|developer|user";

export const userCommands: Command[] = [
  {
    name: "user list",
    usage: "",
    about: "Lists everybody, with their role, and since when they are disabled.",
    async run() {
      const users = await listUsers(operator);
      const rows = users.map((user) => [
        user.email,
        user.name,
        roleLabels[user.role],
        user.lastSignInAt ?? "never",
        user.disabledAt ? `since ${user.disabledAt}` : "",
      ]);
      return {
        out: table(["EMAIL", "NAME", "ROLE", "LAST SIGN-IN", "DISABLED"], rows),
        json: { items: users },
      };
    },
  },
  {
    name: "user create",
    usage: `--email E --name N --role ${roles} [--password-stdin]`,
    about: `Makes a person. The password is read from the first line of standard input with --password-stdin; otherwise
one is made up and printed alone on standard output (with --json: as "password").`,
    needs: ["email", "name", "role"],
    flags: ["password-stdin"],
    makesDatabase: true,
    async run(options) {
      const { email, name, role } = options;
      const asked = read(userSchema, { email, name, role });
      const { password, made } = await passwordFor(options);
      const user = await createUser(operator, judge(newUserSchema, { ...asked, password }));
      return withPassword(user, `Created ${who(user)} as ${roleLabels[user.role]}.`, made ? password : null);
    },
  },
  {
    name: "user set-role",
    usage: `--email E --role ${roles}`,
    about: "Changes a role. It counts from that person's next request on; they have to sign in again.",
    needs: ["email", "role"],
    async run({ email, role }) {
      const input = read(z.object({ email: emailSchema, role: roleSchema }), { email, role });
      const user = await setRole(operator, input.email, input.role);
      return { notes: [`${who(user)} is ${roleLabels[user.role]} from the next request on.`], json: user };
    },
  },
  {
    name: "user disable",
    usage: "--email E",
    about: "Locks a person and their tokens out from the next request on. Nothing of theirs is deleted.",
    needs: ["email"],
    async run({ email }) {
      const user = await setDisabled(operator, read(emailSchema, email), true);
      return { notes: [`${who(user)} is disabled.`], json: user };
    },
  },
  {
    name: "user enable",
    usage: "--email E",
    about: "Lets a disabled person in again.",
    needs: ["email"],
    async run({ email }) {
      const user = await setDisabled(operator, read(emailSchema, email), false);
      return { notes: [`${who(user)} is enabled.`], json: user };
    },
  },
  {
    name: "user reset-password",
    usage: "--email E [--password-stdin]",
    about: `Sets a new password, read from the first line of standard input with --password-stdin, otherwise made up and
printed alone on standard output (with --json: as "password"). All sessions of that person end.`,
    needs: ["email"],
    flags: ["password-stdin"],
    async run(options) {
      const email = read(emailSchema, options.email);
      const { password, made } = await passwordFor(options);
      const user = await resetPassword(operator, email, judge(passwordSchema, password));
      const sentence = `${who(user)} has a new password; all their sessions ended.`;
      return withPassword(user, sentence, made ? password : null);
    },
  },
];

const who = ({ name, email }: UserView) => `${name} <${email}>`;

function withPassword(user: UserView, sentence: string, made: string | null): Answer {
  if (made === null) return { notes: [sentence], json: user };
  const notes = [sentence, "The password, shown only this once:"];
  return { notes, out: [made], json: { ...user, password: made } };
}

async function passwordFor(options: Options): Promise<{ password: string; made: boolean }> {
  if (!options["password-stdin"]) return { password: generatePassword(), made: true };
  const [line = ""] = (await text(process.stdin)).split(/\r?\n/);
  return { password: line, made: false };
}
