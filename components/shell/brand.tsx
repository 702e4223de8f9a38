import { ArrowUpRight } from "lucide-react";

export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-base font-bold">
      <span aria-hidden className="grid size-[26px] place-items-center rounded-lg bg-primary text-on-primary">
        <ArrowUpRight className="size-4" />
      </span>
      Callboard
    </span>
  );
}
