import { Card } from "@/components/ui/card";
import { Help } from "@/components/ui/help";
import { rateText } from "@/lib/endpoint-rate";
import { OptionButton } from "./option-button";
import type { OptionProps } from "./option-dialog";

type Rate = { perSecond: number | null; atOnce: number | null };

/** How often a URL may be called. */
export function RateCard({
  endpointID,
  rate,
  save,
}: Pick<OptionProps<"perSecond" | "atOnce">, "endpointID" | "save"> & { rate: Rate }) {
  const text = rateText(rate);
  return (
    <Card
      title="Rate"
      aside={
        <span className="flex items-center gap-2">
          <Help about="Rate">
            Callbacks to this URL go out no faster than this, by all dispatchers together; the others wait for
            their turn and say so. Retries and resends count, tests from these pages do not. Other URLs are
            not held up.
          </Help>
          <OptionButton
            label="Edit the rate"
            endpointID={endpointID}
            title="Rate of this URL"
            fields={[
              {
                name: "perSecond",
                label: "Calls a second",
                value: rate.perSecond === null ? "" : String(rate.perSecond),
                hint: "0.1 to 1,000. 0.1 is a call every ten seconds. Nothing: no limit.",
              },
              {
                name: "atOnce",
                label: "Calls at once",
                value: rate.atOnce === null ? "" : String(rate.atOnce),
                hint: "1 to 100 that may be under way. Nothing: as many as each dispatcher makes to one URL.",
              },
            ]}
            save={save}
          />
        </span>
      }
    >
      <p className="px-4 py-3 text-[12.5px]">
        {text === null ? "As fast as it answers." : `This URL takes ${text}.`}
      </p>
    </Card>
  );
}
