import { withCallboardDatabase } from "../callboard-database";
import { dispatch } from "../dispatch-run";
import type { Bench } from "../measure";
import type { Finding } from "../report";
import { burdened } from "./burdened";

/** What asking for each delivery whether an earlier one of its instance is pending costs, when none ever is. */
export function keptOrder(bench: Bench): Promise<Finding[]> {
  return withCallboardDatabase(bench.server, bench.receiver.url, async (database) => {
    await database.pool.query(`
      create function say_instance() returns trigger language plpgsql as $$
      begin
        new.order_key := (select instance_id from event where id = new.event_id);
        return new;
      end $$;
      create trigger say_instance before insert on delivery for each row execute function say_instance();
      update webhook_settings set ordered = true;`);
    return burdened(bench, {
      what: "order kept for each instance",
      laden: () => dispatch(bench, database),
      isPromised: false,
    });
  });
}
