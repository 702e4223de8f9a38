/** How many deliveries a page has kept current at most: those it shows. */
export const maxLiveRows = 50;
