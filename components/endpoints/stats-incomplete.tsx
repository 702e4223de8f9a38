/** After an upgrade, until the log of the release before has been counted. */
export function StatsIncomplete() {
  return (
    <p role="status" className="px-4 pb-3 text-[12.5px] text-text-2">
      These numbers do not include all calls from before the upgrade yet. They are counted from the log once
      every dispatcher of the release before has ended.
    </p>
  );
}
