/** The name under which what was typed into an instance's form is kept; without an instance, into that of a new one. */
export const keptInstance = (instanceID = "new") => `instance.${instanceID}`;
