/** An address of a name, as a resolver or the hosts file gives it. */
export type Resolved = { address: string; family: 4 | 6 };
