import { call, recording } from "./attempt.mjs";

/**
 * Returns what a job does: GET, record, fail on anything but 200. Results that come while a batch is being written are
 * written together next.
 */
export function createWork(pool) {
  let waiting = [];
  let writing = false;

  const write = async () => {
    const batch = waiting;
    waiting = [];
    writing = true;
    try {
      await pool.query(recording(batch.map(({ result }) => result)));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    writing = false;
    if (waiting.length > 0) setImmediate(write);
  };

  const record = (result) =>
    new Promise((resolve, reject) => {
      waiting.push({ result, resolve, reject });
      if (waiting.length === 1 && !writing) setImmediate(write);
    });

  return async (job) => {
    const result = await call(job);
    await record(result);
    if (result.status !== 200) throw new Error(`Answered ${result.status}.`);
  };
}
