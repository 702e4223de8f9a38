/** Characters a password must and may have; length, not composition, is what makes one strong. Pure. */
export const passwordLength = { min: 12, max: 1_024 } as const;
