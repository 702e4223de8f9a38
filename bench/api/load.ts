/** Sends `total` requests, `atOnce` under way all the time; how many seconds that took. */
export async function together(atOnce: number, total: number, send: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let left = total;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (performance.now() - startedAt) / 1_000;
}

/** How long one request takes, in milliseconds. */
export async function timeOf(send: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await send();
  return performance.now() - startedAt;
}
