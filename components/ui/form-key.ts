/** The idempotency key of a form or a question. Also where a page comes without TLS, and `crypto.randomUUID` is missing. */
export const drawFormKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
