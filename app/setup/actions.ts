"use server";

import { isSetupCode } from "@/lib/auth/setup-code";
import { config } from "@/lib/config";
import { ExpectedError } from "@/lib/errors";
import { createFirstAdministrator } from "@/lib/users/first-administrator";
import { firstAdministratorSchema } from "@/lib/users/schema";
import { isOwnOrigin } from "@/lib/web/action";
import { inputErrors } from "@/lib/web/input-errors";
import type { ActionResult } from "@/lib/web/result";
import { unexpected } from "@/lib/web/unexpected";

/** Makes the first administrator; the code takes the place of a session, since nobody has one yet. */
export async function createAdministrator(input: {
  code: string;
  name: string;
  email: string;
  password: string;
}): Promise<ActionResult<null>> {
  try {
    if (!(await isOwnOrigin())) {
      return { ok: false, status: 403, message: "This request came from another site and was refused." };
    }
    // Whoever calls this is a stranger, and may send anything.
    const { code, ...person } = Object(input) as Partial<typeof input>;
    if (typeof code !== "string" || !isSetupCode(code, config().appSecret)) {
      return { ok: false, status: 404, message: "This setup link is not valid (any more)." };
    }
    const parsed = firstAdministratorSchema.safeParse(person);
    if (!parsed.success) {
      const message = "Some fields need another look.";
      return { ok: false, status: 422, message, errors: inputErrors(parsed.error) };
    }
    const made = await createFirstAdministrator(parsed.data);
    if (made === null) {
      return { ok: false, status: 404, message: "An administrator exists already. Sign in instead." };
    }
    return { ok: true, value: null };
  } catch (error) {
    if (error instanceof ExpectedError) return { ok: false, status: error.status, message: error.message };
    return { ok: false, status: 500, message: unexpected(error, { action: "createAdministrator" }) };
  }
}
