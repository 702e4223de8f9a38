import { z } from "zod";
import { storableText } from "@/lib/events/schema";
import type { Claims } from "@/lib/users/single-sign-on";

/** What a provider says of a person's email; it may send anything else beside it. */
const emailClaims = {
  email: z.string().nullish().catch(null),
  // Some providers send it as text. Whatever else they send vouches for nothing.
  email_verified: z
    .union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })])
    .nullish()
    .catch(false),
  name: z.string().nullish().catch(null),
};
const subject = storableText(255).min(1);
const answersSchema = z.object({
  idToken: z.object({ iss: z.string().min(1), sub: subject, ...emailClaims }),
  userinfo: z.object({ sub: subject, ...emailClaims }).nullable(),
});

/**
 * Who the provider speaks of, from its ID token and its userinfo answer (null where there is none). Email, whether it is
 * verified, and name come from one of the two: the ID token where it has an email, else userinfo (docs/decisions/0030). Pure.
 * @returns null without a subject, or where userinfo speaks of another one (OpenID Connect Core 1.0, section 5.3.2)
 */
export function claimsFrom(answers: unknown): Claims | null {
  const parsed = answersSchema.safeParse(answers);
  if (!parsed.success) return null;
  const { idToken, userinfo } = parsed.data;
  if (userinfo && userinfo.sub !== idToken.sub) return null;
  const [signed, asked] = [emailOf(idToken), emailOf(userinfo)];
  const source = signed ? idToken : (userinfo ?? idToken);
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    email: emailOf(source) || null,
    emailsDiffer: signed !== "" && asked !== "" && signed !== asked,
    emailVerified: source.email_verified ?? null,
    name: source.name ?? null,
  };
}

const emailOf = (answer: { email?: string | null } | null) => answer?.email?.trim().toLowerCase() ?? "";
