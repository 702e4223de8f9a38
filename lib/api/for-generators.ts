type JsonSchema = {
  type?: unknown;
  const?: unknown;
  pattern?: string;
  allOf?: object[];
  properties?: Record<string, unknown>;
  required?: string[];
};

/**
 * Leaves out of a schema what is right but what generators of clients make nothing of, or no program that compiles; the
 * description has to say it: of two names for one field the first alone is described. Pure but for the schema, which it changes.
 */
export function forGenerators(schema: JsonSchema): void {
  if (typeof schema.const === "boolean") delete schema.const;
  if (schema.pattern && isOfOneDialect(schema.pattern)) delete schema.pattern;
  if (schema.allOf?.every((one) => isOnlyPattern(one) && isOfOneDialect(one.pattern))) delete schema.allOf;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const { otherNameOf } = property as { otherNameOf?: string };
    if (!otherNameOf) continue;
    delete schema.properties?.[name];
    schema.required = [...(schema.required ?? []), otherNameOf];
  }
}

/** Classes of Unicode: Python has none, JavaScript wants a flag, and only some know each. */
const isOfOneDialect = (pattern: string) => /\\p\{/i.test(pattern);

const isOnlyPattern = (schema: object): schema is { pattern: string } =>
  Object.keys(schema).join() === "pattern";
