/** A Callboard that global setup started. */
type Server = { url: string; dataDir: string };

/** Whom the first run makes by hand on one Callboard, and the environment on the others. */
export const firstAdministrator = {
  name: "Ada First",
  email: "ada@example.com",
  password: "correct horse battery",
};

/** Hands the Callboards that run to the workers, which inherit the environment. */
export function announceServers(servers: readonly Server[]): void {
  process.env.E2E_SERVERS = JSON.stringify(servers);
}

/**
 * The Callboard of this worker alone: the callback settings are one for all of it, so no two specs may work on it at once.
 * Workers that run side by side have different indexes, and one that takes over after a failed test has the index of the
 * one before. Where specs are only listed there is none.
 */
export const server: Server = (JSON.parse(process.env.E2E_SERVERS ?? "[]") as Server[])[
  Number(process.env.TEST_PARALLEL_INDEX)
] ?? { url: "", dataDir: "" };
