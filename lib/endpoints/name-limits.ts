/** Characters of a URL's name and of its note. */
export const maxNameLength = 80;
export const maxNoteLength = 500;
