import { PgBoss } from "pg-boss";

export const queue = "deliver";

/** A started pg-boss with one queue, whose workers NOTIFY wakes and whose retries are about Callboard's. */
export async function startBoss() {
  const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, max: 10, useListenNotify: true });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue, {
    notify: true,
    retryLimit: 9,
    retryDelay: 5,
    retryBackoff: true,
    expireInSeconds: 60,
  });
  return boss;
}

/** pg-boss runs its own statements on the transaction that a client has open. */
export const within = (client) => ({ db: { executeSql: (text, values) => client.query(text, values) } });

/** Inserts jobs into the queue, by pg-boss itself. */
export async function insertJobs(boss, client, jobs) {
  await boss.insert(
    queue,
    jobs.map((job) => ({ data: job })),
    within(client),
  );
}
