/** The SQL of an attempt's trigger: what somebody asked for is made by hand (docs/decisions/0023). */
export function triggerOf(resendBy: string): string {
  return `(case when ${resendBy} is null then 'automatic' else 'manual' end)::attempt_trigger`;
}
