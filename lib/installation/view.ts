/** Why callbacks are held: this database is not, or may not be, where it is at home. */
export type Hold = {
  /** It was restored from a dump, or copied: the server or the database is another than before. */
  isElsewhere: boolean;
  /** APP_URL of the web app where it is at home; null where none was set. */
  ranAt: string | null;
  /** APP_URL that it was started with since, where that is another. */
  runsAt: string | null;
};

/** What an administrator can say of it. */
export const releaseChoices = ["moved", "copy"] as const;
export type ReleaseChoice = (typeof releaseChoices)[number];

/** What happened, in a sentence. */
export function holdText({ isElsewhere, ranAt, runsAt }: Hold): string {
  if (runsAt !== null) {
    return `This database belongs to the Callboard at ${ranAt}, and was started as ${runsAt}.`;
  }
  const known = ranAt === null ? "" : ` (${ranAt})`;
  return isElsewhere
    ? `This database was restored or copied from another one${known}.`
    : `This database belongs to another Callboard${known}.`;
}

export const choiceTexts: Record<ReleaseChoice, { button: string; what: string }> = {
  moved: {
    button: "It has moved: go on",
    what: "It is the same installation, and the one before no longer runs. What is pending is sent from here. Numbers of instances and deliveries go on after a gap, because the one before may have given out more.",
  },
  copy: {
    button: "It is a copy: switch off",
    what: "The original goes on. Here all callbacks are switched off and what is pending is cancelled.",
  },
};
