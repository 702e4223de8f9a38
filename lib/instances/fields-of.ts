import type { CreateInstance } from "./schema";
import type { Field } from "./view";

type Mapping = NonNullable<CreateInstance["FieldsMappings"]>[number];

/** Fields as they are stored; one without a text of its own shows its value. */
export function fieldsOf(mappings: Mapping[] = []): Field[] {
  return mappings.map(({ fieldname, text, value }) => ({ name: fieldname, text: text ?? value, value }));
}
