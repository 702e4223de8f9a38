import { Card } from "@/components/ui/card";
import { Help } from "@/components/ui/help";
import { visibleText } from "@/components/ui/visible-text";
import { OptionButton } from "./option-button";
import type { OptionProps } from "./option-dialog";

/** For which processes a URL is called. */
export function ProcessesCard({
  endpointID,
  processNames,
  save,
}: Pick<OptionProps<"processNames">, "endpointID" | "save"> & { processNames: readonly string[] }) {
  return (
    <Card
      title="Processes"
      aside={
        <span className="flex items-center gap-2">
          <Help about="Processes">
            With a list, this URL is called for instances of these processes only, from the next event on. A
            name counts letter by letter, capitals too. What already waits for this URL goes out. An event
            that no URL wants is kept, and can be sent later from the log.
          </Help>
          <OptionButton
            label="Edit the processes"
            endpointID={endpointID}
            title="Only these processes"
            fields={[
              {
                name: "processNames",
                label: "Process names",
                value: processNames.join("\n"),
                hint: "One per line, spelled as on its instances. Without any, the URL is called for all processes.",
                placeholder: "example: Training Request",
                rows: 6,
              },
            ]}
            save={save}
          />
        </span>
      }
    >
      {processNames.length === 0 ? (
        <p className="px-4 py-3 text-[12.5px]">Called for every process.</p>
      ) : (
        <div className="px-4 py-3 text-[12.5px]">
          <p className="text-text-2">Called for these only:</p>
          <ul className="mt-1 grid gap-1">
            {processNames.map((name) => (
              <li key={name} className="break-words">
                {visibleText(name)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
