import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { prismaAdapter } from "@/lib/db/prisma-adapter";

/**
 * What a migration would still have to do so that the database at `url` becomes what `schema` (the text of schema.prisma)
 * says, as SQL; empty when there is nothing. Prisma's own engine judges, as WebAssembly: its native form would be downloaded.
 */
export async function missingMigration(url: string, schema: string): Promise<string> {
  started ??= startEngine();
  await started;
  const base = prismaAdapter(url, { max: 10, limits: { statementMs: 0 } });
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => withCharacterColumns(await base.connect()),
    connectToShadowDb: async () => {
      throw new Error("Comparing two states needs no shadow database.");
    },
  });
  const files = [{ path: "schema.prisma", content: schema }];
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => {},
    adapter,
  );
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatasource", files, configDir: "." },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? "";
}

let started: Promise<void> | undefined;

async function startEngine(): Promise<void> {
  const bindings = engineModule as typeof engineModule & {
    __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
  };
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const file = path.join(path.dirname(entry), "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    "./schema_engine_bg.js": engineModule as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  rememberCharacterColumns();
}

/** PostgreSQL's one-byte "char", the type of several catalogue columns, and the text type the adapter knows. */
const [oneByteChar, blankPaddedChar] = [18, 1042];
let characterColumns = new Set<string>();

/** The adapter refuses the one-byte "char": it is handed over as text, and what it was is remembered by name. */
function rememberCharacterColumns(): void {
  const prototype = pg.Result.prototype as unknown as { addFields: (fields: pg.FieldDef[]) => void };
  const { addFields } = prototype;
  prototype.addFields = function (fields) {
    const those = fields.filter((field) => field.dataTypeID === oneByteChar);
    for (const field of those) field.dataTypeID = blankPaddedChar;
    characterColumns = new Set(those.map((field) => field.name));
    return addFields.call(this, fields);
  };
}

/** The engine wants the catalogue's one-letter columns as characters, which the adapter does not know. */
function withCharacterColumns(adapter: SqlDriverAdapter): SqlDriverAdapter {
  return new Proxy(adapter, {
    get(target, name) {
      if (name === "queryRaw") {
        return async (query: Parameters<SqlDriverAdapter["queryRaw"]>[0]) => {
          const result = await target.queryRaw(query);
          const columnTypes = result.columnTypes.map(
            (type, index): ColumnType =>
              characterColumns.has(result.columnNames[index] ?? "") ? ColumnTypeEnum.Character : type,
          );
          return { ...result, columnTypes };
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
