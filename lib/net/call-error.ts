import type { ConnectPhase } from "./connect-phase";

/** A call failed before its request went out; `phase` says where, `reason` why, as a clause, where more is known. */
export class CallError extends Error {
  constructor(
    readonly phase: ConnectPhase,
    override readonly cause: unknown,
    readonly reason?: string,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/** The guard refused the address; the message is a clause: "10.0.0.5 is a private address". */
export class BlockedError extends Error {}
