/** The classes of what one types into, apart from the components that draw it. */
export const inputClass =
  "w-full rounded-lg border border-line-strong bg-surface px-3 py-2 text-text placeholder:text-text-3 aria-invalid:border-bad";

export const filterLabelClass = "flex-1 text-[12.5px] text-text-2";
export const filterControlClass = `${inputClass} mt-0.5 min-w-0 text-sm`;
/** Of one width, however long its options are: `wide` where they are long. */
export const filterChoiceClass = (wide = false) =>
  `${filterLabelClass} basis-28 sm:flex-none ${wide ? "sm:w-38" : "sm:w-32"}`;
