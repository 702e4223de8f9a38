/** The SQL of the half hour that holds a time, by its beginning; half hours begin at the same moments wherever the server is. */
export function halfHourOf(time: string): string {
  return `date_bin('30 min', ${time}, '2000-01-01T00:00:00Z'::timestamptz)`;
}

/** The SQL of the minute that holds a time, by its beginning. */
export function minuteOf(time: string): string {
  return `date_bin('1 min', ${time}, '2000-01-01T00:00:00Z'::timestamptz)`;
}

/** Stats reach this far back: the longest span that is shown, and a day. */
export const keptDays = 31;

/** Stats by minute reach this far back: the hour that is shown, and one more. */
export const keptMinutes = 120;
