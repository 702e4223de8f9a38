/**
 * Loaded into every child with `--import`: when the supervisor is killed, its IPC channel closes and the child ends as if
 * asked to, so that the next `npm start` finds the port and the deliveries free. A child's own children, which inherit the
 * flag, have another parent and are left alone: they may live by their channel.
 */
if (process.channel && process.env.CALLBOARD_SUPERVISOR === String(process.ppid)) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
