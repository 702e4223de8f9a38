import type { Agent } from "undici";
import type { ClientCertificate } from "./client-certificate";
import { createGuardedAgent, type GuardOptions } from "./guard";

/** The agent for calls with this certificate, or with none. */
export type AgentOf = (certificate: ClientCertificate | null) => Agent;

/**
 * One guarded agent for all calls without a certificate, and one for each certificate, by the object: a connection belongs to one
 * agent, so none that was opened with a certificate serves a call with another, or without one, whatever the origin
 * (docs/decisions/0062). An agent goes with its certificate; its idle connections end by their own time.
 */
export function createAgents(options: GuardOptions): AgentOf {
  const common = createGuardedAgent(options);
  const own = new WeakMap<ClientCertificate, Agent>();
  return (clientCertificate) => {
    if (clientCertificate === null) return common;
    const known = own.get(clientCertificate);
    if (known) return known;
    const made = createGuardedAgent({ ...options, clientCertificate });
    own.set(clientCertificate, made);
    return made;
  };
}
