/** Whether a request of this method reads and changes nothing (RFC 9110, 9.2.1), of those that are answered here. */
export const isReadMethod = (method: string | undefined) => method === "GET" || method === "HEAD";
