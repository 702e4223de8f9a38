import { visibleText } from "@/components/ui/visible-text";
import type { Line, Section } from "@/lib/audit/difference";
import { plural } from "@/lib/plural";

const looks = {
  same: { sign: " ", says: "", look: "text-text-2" },
  fact: { sign: " ", says: "", look: "text-text" },
  removed: { sign: "−", says: "removed: ", look: "bg-bad-soft text-bad" },
  added: { sign: "+", says: "added: ", look: "bg-ok-soft text-ok" },
};

/** Lines removed and added, each with its sign; of what stayed only the lines beside a change. */
export function Difference({ sections }: { sections: Section[] }) {
  return (
    <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
      {sections.map(({ title, lines }) => (
        <div key={title ?? ""}>
          {title && <h3 className="mb-0.5 text-xs font-semibold text-text-2">{title}</h3>}
          <ul className="overflow-hidden rounded-lg border border-line font-mono text-[12.5px]">
            {shortened(lines).map((line, index) =>
              typeof line === "number" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry never change
                <li key={index} className="bg-surface-2 px-2.5 py-0.5 text-text-2">
                  … {line} {plural(line, "line", "lines")} as before
                </li>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <li key={index} className={`flex gap-2 px-2.5 py-0.5 ${looks[line.kind].look}`}>
                  <span aria-hidden className="w-2 shrink-0 select-none">
                    {looks[line.kind].sign}
                  </span>
                  <span className="min-w-0 break-all">
                    <span className="sr-only">{looks[line.kind].says}</span>
                    {visibleText(line.text)}
                  </span>
                </li>
              ),
            )}
          </ul>
        </div>
      ))}
    </div>
  );
}

/** Two lines or more that stayed and touch no change become their number. */
function shortened(lines: Line[]): (Line | number)[] {
  const isChange = (line: Line | undefined) => line !== undefined && line.kind !== "same";
  const shown: (Line | number)[] = [];
  lines.forEach((line, index) => {
    const last = shown.at(-1);
    if (isChange(line) || isChange(lines[index - 1]) || isChange(lines[index + 1])) shown.push(line);
    else if (typeof last === "number") shown[shown.length - 1] = last + 1;
    else shown.push(1);
  });
  return shown;
}
