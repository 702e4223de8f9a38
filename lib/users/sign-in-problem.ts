/**
 * What went wrong with single sign-on, by the `?error=` the sign-in page is opened with: one of ours (`SingleSignOnOutcome`)
 * or one of next-auth's. Pure.
 * @param provider what the single sign-on provider is called
 * @param code of the request that this browser's sign-in has left, where it has left one
 */
export function singleSignOnProblem(error: string, provider: string, code: string | null = null): string {
  switch (error) {
    case "email_taken":
      return `Callboard already has an account with your email, and it is not linked to ${provider}. Ask an administrator to press "Allow linking" for it on the Users page, then sign in with ${provider} again.`;
    case "disabled":
      return "Your account is disabled. An administrator can enable it.";
    case "no_email":
      return `${provider} did not tell Callboard your email, which it needs. Whoever runs ${provider} can change that.`;
    case "email_unverified":
      return `${provider} says that your email is not verified. If ${provider} offers you to verify it, do so. Otherwise ask whoever runs ${provider} to mark the email of your user there as verified; in Keycloak that is "Email verified" under Users. Then sign in again.`;
    case "link_requested":
      return `${provider} does not say whether your email is verified. So an administrator of Callboard has to accept you once. ${code ? `Tell an administrator, by phone or in person, that you are signing in now, and this code: ${unbroken(code)}` : `Sign in with ${provider} again to get a code to tell them`}. When it is accepted, sign in with ${provider} again.`;
    case "emails_differ":
      return `${provider} told Callboard two different emails of yours. Whoever runs ${provider} can set that right.`;
    case "unavailable":
      return "Callboard cannot reach its database. Try again in a moment.";
    default:
      return `Signing in with ${provider} did not work. Try again; if it stays so, tell whoever runs Callboard.`;
  }
}

/** A code in one piece, however narrow the line. */
const unbroken = (code: string) => code.replace("-", "\u2011");

/** Too many attempts failed, said with how long to wait: rounded up, so that whoever waits that long gets through. Pure. */
export function waitProblem(seconds: number): string {
  const time =
    seconds === 1 ? "1 second" : seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return `Too many attempts. Try again in ${time}.`;
}
