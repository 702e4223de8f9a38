/**
 * What went wrong with single sign-on, by the `?error=` the sign-in page is opened with: one of ours (`SingleSignOnOutcome`)
 * or one of next-auth's. Pure.
 * @param provider what the single sign-on provider is called
 */
export function singleSignOnProblem(error: string, provider: string): string {
  switch (error) {
    case "email_taken":
      return `Callboard already has an account with your email, and it is not linked to ${provider}. Ask an administrator to press "Allow linking" for it on the Users page, then sign in with ${provider} again.`;
    case "disabled":
      return "Your account is disabled. An administrator can enable it.";
    case "no_email":
      return `${provider} did not tell Callboard your email, which it needs. Whoever runs ${provider} can change that.`;
    case "email_unverified":
      return `${provider} says that your email is not verified. Verify it there, then sign in again.`;
    case "email_not_vouched":
      return `${provider} does not say whether your email is verified, and Callboard lets nobody in for the first time without that. Whoever runs ${provider} can have it say so (email_verified); where it cannot, whoever runs Callboard can set OIDC_TRUST_EMAIL.`;
    case "emails_differ":
      return `${provider} told Callboard two different emails of yours. Whoever runs ${provider} can set that right.`;
    case "unavailable":
      return "Callboard cannot reach its database. Try again in a moment.";
    default:
      return `Signing in with ${provider} did not work. Try again; if it stays so, tell whoever runs Callboard.`;
  }
}

/** Too many attempts failed, said with how long to wait: rounded up, so that whoever waits that long gets through. Pure. */
export function waitProblem(seconds: number): string {
  const time =
    seconds === 1 ? "1 second" : seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return `Too many attempts. Try again in ${time}.`;
}
