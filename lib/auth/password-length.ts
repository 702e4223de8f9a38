/** Characters a password must and may have; length, not composition, is what makes one strong. Pure. */
export const passwordLength = { shortest: 12, longest: 1_024 } as const;
