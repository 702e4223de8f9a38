/** The methods that a page answers, as `Allow` lists them. */
export const pageMethods = "GET, HEAD, POST";
