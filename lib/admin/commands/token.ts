import { z } from "zod";
import { type Command, read, table } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { scopes } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { NotFoundError } from "@/lib/errors";
import { createToken } from "@/lib/tokens/create";
import { listTokens } from "@/lib/tokens/list";
import { revokeToken } from "@/lib/tokens/revoke";
import { parseToken } from "@/lib/tokens/token-text";
import { type TokenView, tokenDays } from "@/lib/tokens/view";
import { emailSchema, nameSchema } from "@/lib/users/schema";

const daysError = `--days must be a whole number from 1 to ${tokenDays.max}.`;

const createSchema = z.object({
  email: emailSchema,
  name: nameSchema,
  scopes: z
    .string()
    .default(scopes.join(","))
    .transform((list) => list.split(",").map((scope) => scope.trim()))
    .pipe(z.array(z.enum(scopes, { error: `--scopes must be ${scopes.join(", ")} or both.` }))),
  days: z
    .string()
    .regex(/^\d+$/, { error: daysError })
    .default(String(tokenDays.default))
    .transform(Number)
    .pipe(z.int({ error: daysError }).min(1, { error: daysError }).max(tokenDays.max, { error: daysError })),
});

/** The ID, or the whole token, of which only that is taken: its secret is not to be seen again. */
const revokeSchema = z.object({
  id: z
    .string()
    .trim()
    .transform((text) => parseToken(text)?.id ?? text)
    .pipe(
      z
        .string()
        .regex(/^[0-9A-Za-z]+$/, { error: "--id must be the part between the underscores of cbt_ID_…." }),
    ),
});

export const tokenCommands: Command[] = [
  {
    name: "token list",
    usage: "[--email E]",
    about:
      "Lists the API tokens of one person, or everybody's, with what became of each. Their secrets are not kept.",
    takes: ["email"],
    async run({ email }) {
      const tokens = await everyToken(email === undefined ? {} : { email: read(emailSchema, email) });
      const rows = tokens.map((token) => [
        token.tokenID,
        token.name,
        token.owner.email,
        token.scopes.join(","),
        token.state,
        token.expiresAt,
        token.lastUsedAt ?? "never",
      ]);
      return {
        out: table(["ID", "NAME", "EMAIL", "SCOPES", "STATE", "EXPIRES", "LAST USED"], rows),
        json: { items: tokens },
      };
    },
  },
  {
    name: "token create",
    usage: "--email E --name N [--scopes read,write] [--days D]",
    about: `Makes an API token that acts with that person's role, and prints it alone on standard output. It is shown only this
once. --scopes: read, write or both (the default). --days: how long it is valid, 1 to 3650 (default 90).`,
    needs: ["email", "name"],
    takes: ["scopes", "days"],
    async run(options) {
      const input = read(createSchema, options);
      const { id, token } = await createToken(operator, input);
      const made = (await everyToken({ email: input.email })).find(({ tokenID }) => tokenID === id);
      return {
        notes: [
          `Token ${id} made. It is shown only this once.`,
          ...(made?.state === "owner_disabled"
            ? [`${input.email} is disabled: it works once they are enabled.`]
            : []),
        ],
        out: [token],
        json: { ...made, token },
      };
    },
  },
  {
    name: "token revoke",
    usage: "--id ID",
    about:
      "Revokes a token from the next request on. ID is the part between the underscores of cbt_ID_…; the whole token will do.",
    needs: ["id"],
    async run(options) {
      const { id } = read(revokeSchema, options);
      await revokeToken(operator, id);
      return { notes: [`Token ${id} is revoked.`], json: { tokenID: id } };
    },
  },
];

/** @throws NotFoundError when nobody has this email: an empty list would look as if they had no token */
async function everyToken(of: { email?: string }): Promise<TokenView[]> {
  if (of.email !== undefined && (await prisma().user.count({ where: { email: of.email } })) === 0) {
    throw new NotFoundError(`Nobody has the email ${of.email}.`);
  }
  const tokens: TokenView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listTokens>> = await listTokens(operator, {
      ...of,
      ...(cursor === null ? {} : { cursor }),
    });
    tokens.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return tokens;
}
