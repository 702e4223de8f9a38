/** What people say of a callback URL: a column of `endpoint` each, null where nothing is said. Pure. */
export const descriptionFields = ["name", "note"] as const;
export type DescriptionField = (typeof descriptionFields)[number];
export type Description = Record<DescriptionField, string | null>;

/** Characters of a URL's name and of its note. */
export const maxNameLength = 80;
export const maxNoteLength = 500;

/** An object with an entry for each of them. */
export function byDescriptionField<T>(make: (field: DescriptionField) => T): Record<DescriptionField, T> {
  return Object.fromEntries(descriptionFields.map((field) => [field, make(field)])) as Record<
    DescriptionField,
    T
  >;
}

export const descriptionOf = (endpoint: Description): Description =>
  byDescriptionField((field) => endpoint[field]);
