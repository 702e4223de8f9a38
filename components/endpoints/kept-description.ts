/** The name under which what was typed as a URL's name and note is kept. */
export const keptDescription = (endpointID: string) => `description.${endpointID}`;
