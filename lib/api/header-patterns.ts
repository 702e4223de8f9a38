/**
 * What request headers may hold, as the document says it and, where nothing else has to be read out of them, as they are judged.
 * Blanks around a value are none of it (RFC 9110, 5.5). Written as every dialect of regular expressions reads it. Pure.
 */

export const maxIdempotencyKeyLength = 255;
export const idempotencyKeyPattern = "^[!-~](?:[ -~]*[!-~])?$";

const entityTag = '(?:W/)?"[!#-~\\x80-\\xff]*"';

/** `*`, or a list of entity tags, in which there may be empty elements (RFC 9110, 5.6.1). */
export const ifMatchPattern = `^(?:\\*|(?:[ \\t]*,)*[ \\t]*${entityTag}[ \\t]*(?:,[ \\t]*(?:${entityTag}[ \\t]*)?)*)$`;
