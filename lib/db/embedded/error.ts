/** The embedded database cannot run; the message is for the operator. */
export class EmbeddedDatabaseError extends Error {}
