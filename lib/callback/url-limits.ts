/** `CALLBACK_MAX_URLS`: URLs an event type may have where an operator says nothing, and at the most. */
export const defaultMaxUrls = 20;
export const largestMaxUrls = 500;

/** So many are judged, so that each of a few too many is told what is wrong with it as well. */
export const maxCheckedLines = (maxUrls: number) => maxUrls + 80;

/** So many URLs are tested together; who has more asks for one group after the other. */
export const maxTestedTogether = 20;
