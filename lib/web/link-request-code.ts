import { cookies } from "next/headers";
import { codePattern } from "@/lib/users/link-request";
import { ownCookie, sessionCookie } from "./session-token";

const name = () => ownCookie("link-request");

/**
 * Lets this browser remember the code of the request that its sign-in has left. Never in the address: whoever made a request
 * could send somebody there, who would then tell an administrator a stranger's code.
 */
export async function setLinkRequestCode(code: string): Promise<void> {
  (await cookies()).set(name(), code, { ...sessionCookie().options, maxAge: 3600 });
}

/** The code that this browser's sign-in has left within the last hour, or null. */
export async function linkRequestCode(): Promise<string | null> {
  const code = (await cookies()).get(name())?.value ?? "";
  return codePattern.test(code) ? code : null;
}
