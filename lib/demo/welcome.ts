import { type Role, roleLabels, roles } from "@/lib/auth/permissions";
import { demoUsers } from "./users";

/** What is printed once the demo is ready: who may sign in, and what to look at. */
export function welcome(appUrl: string, passwords: Record<Role, string>): string[] {
  const row = (role: Role) =>
    `  ${roleLabels[role].padEnd(15)}${demoUsers[role].email.padEnd(20)}${passwords[role]}`;
  return [
    "",
    "Sign in as",
    ...roles.map(row),
    "",
    `${appUrl}/administration/developer shows the five applications that are called back: hr answers, archive is`,
    "slow, purchasing refuses now and then, old-intranet is gone, portal is down for two and a half minutes of every four.",
    `${appUrl}/administration/developer/deliveries lists every delivery; each opens to its calls, answers and advice.`,
    "An instance changes every one to three seconds, after five minutes about every thirteen; failed calls are repeated after",
    "2, 5 and 10 seconds, then given up.",
    "Ctrl-C ends the demo and removes all it made.",
  ];
}
