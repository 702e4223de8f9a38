/** A call failed before its answer; `phase` says where. */
export class CallError extends Error {
  constructor(
    readonly phase: "dns" | "connect" | "tls",
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/** The guard refused the address; the message is a clause: "10.0.0.5 is a private address". */
export class BlockedError extends Error {}
