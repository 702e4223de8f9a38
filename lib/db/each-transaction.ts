import type pg from "pg";
import { isLate } from "./acquire";
import { ReadOnlyServerError } from "./servers";
import { beginStatements, type SessionSettings } from "./session";

type Asked = string | pg.QueryConfig;
type Answer = (error: Error | null, result?: unknown) => void;
type Send = (asked: Asked, values?: unknown[]) => Promise<unknown>;

/**
 * Makes each transaction of this connection begin with what its session is set to, and a single statement a transaction: behind a
 * pooler the next one may run in another session (docs/decisions/0055). Statements have no names there, for those are a session's.
 */
export function setEachTransaction(client: pg.ClientBase, settings: SessionSettings): void {
  const send = client.query.bind(client) as Send;
  const begin = async (own?: string): Promise<void> => {
    const answered = (await send(beginStatements(settings, own))) as pg.QueryResult<{ isStandby: boolean }>[];
    if (!answered.at(-1)?.rows[0]?.isStandby) return;
    throw new ReadOnlyServerError();
  };
  const run: Send = async (asked, values) => {
    const text = typeof asked === "string" ? asked : asked.text;
    if (client.getTransactionStatus() !== "I" || isEnd.test(text)) return send(unnamed(asked), values);
    // What is left out of a plain one is what the session would say.
    if (isBegin.test(text)) return begin(isPlainBegin.test(text) ? undefined : text);
    try {
      await begin();
      const result = await send(unnamed(asked), values);
      await send("commit");
      return result;
    } catch (error) {
      // The driver tells an error before it knows what became of the transaction. One that gave no answer would give none to this.
      if (!isLate(error)) await send("rollback").catch(() => {});
      throw error;
    }
  };
  const query = (asked: Asked, values?: unknown[] | Answer, answer?: Answer) => {
    const answerTo = typeof values === "function" ? values : answer;
    const result = run(asked, typeof values === "function" ? undefined : values);
    if (!answerTo) return result;
    result.then(
      (found) => answerTo(null, found),
      (error: Error) => answerTo(error),
    );
  };
  client.query = query as typeof client.query;
}

const isBegin = /^\s*(begin|start\s+transaction)\b/i;
const isEnd = /^\s*(commit|rollback)\b/i;
const isPlainBegin = /^\s*(begin|start\s+transaction)\s*;?\s*$/i;

function unnamed(asked: Asked): Asked {
  if (typeof asked === "string" || asked.name === undefined) return asked;
  const { name: _, ...rest } = asked;
  return rest;
}
