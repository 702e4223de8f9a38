/** What stands below a chart: where its time begins and ends, and how high it is. */
export function TimeScale({ label, most }: { label: string; most: string }) {
  return (
    <p className="mt-0.5 flex justify-between gap-2 text-xs text-text-2">
      <span>{label} ago</span>
      <span>{most}</span>
      <span>now</span>
    </p>
  );
}
