/** Something was lost, repeated or not recorded: whatever the speed, the run has failed. */
export class CheckFailed extends Error {}

export function check(holds: boolean, sentence: string): void {
  if (!holds) throw new CheckFailed(sentence);
}
