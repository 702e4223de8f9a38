/** The colours of delivered attempts and of causes, in their order; the last is for all others together. */
const fills = [
  "fill-cause-1",
  "fill-cause-2",
  "fill-cause-3",
  "fill-cause-4",
  "fill-cause-5",
  "fill-cause-6",
  "fill-cause-7",
];
const swatches = [
  "bg-cause-1",
  "bg-cause-2",
  "bg-cause-3",
  "bg-cause-4",
  "bg-cause-5",
  "bg-cause-6",
  "bg-cause-7",
];

export const causeFill = (place: number) => fills[place] ?? "fill-cause-7";
export const causeSwatch = (place: number) => swatches[place] ?? "bg-cause-7";
