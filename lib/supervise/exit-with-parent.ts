/**
 * Loaded into every child with `--import`: when the supervisor is killed, its IPC channel closes and the child ends as if
 * asked to, so that the next `npm start` finds the port and the deliveries free.
 */
if (process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
