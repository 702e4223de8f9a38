import type pg from "pg";
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
    await send("rollback");
    throw new ReadOnlyServerError();
  };
  const run: Send = async (asked, values) => {
    if (client.getTransactionStatus() !== "I") return send(unnamed(asked), values);
    const text = typeof asked === "string" ? asked : asked.text;
    // What is left out of a plain one is what the session would say.
    if (isBegin.test(text)) return begin(isPlainBegin.test(text) ? undefined : text);
    await begin();
    try {
      const result = await send(unnamed(asked), values);
      await send("commit");
      return result;
    } catch (error) {
      if (client.getTransactionStatus() === "E") await send("rollback").catch(() => {});
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
const isPlainBegin = /^\s*(begin|start\s+transaction)\s*;?\s*$/i;

function unnamed(asked: Asked): Asked {
  if (typeof asked === "string" || asked.name === undefined) return asked;
  const { name: _, ...rest } = asked;
  return rest;
}
