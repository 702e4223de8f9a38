import type { Door } from "./connect";

/** How everything but the dispatcher uses the database, by Prisma and by hand: neither keeps a request waiting for longer. */
export const webDoor = {
  limits: { statementMs: 4_000 },
  // The server cannot end a statement whose answer is lost on the way: then this side gives up.
  answerMs: 4_500,
  // What is compiled for a page takes longer to compile than to run.
  settings: { jit: "off" },
  perTransaction: true,
} satisfies Door;
