import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

interface EngineModule {
  readonly SchemaEngine: { new: (typeof SchemaEngine)["new"] };
  __wbg_set_wasm(exports: object): void;
}

/** The part of WebAssembly that is needed here: its types come with the browser's, which this project has not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: { readonly __wbindgen_start: () => void } } }>;
};

/** Prisma's own schema engine. It is published for bundlers, so its WebAssembly is put together by hand here. */
async function loadEngine(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const file = join(folder, "schema_engine_bg.js");
  const engine = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as EngineModule;
  const bytes = await readFile(join(folder, "schema_engine_bg.wasm"));
  const { exports } = (await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": engine })).instance;
  engine.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return engine;
}

/** Loaded once: its JavaScript half remembers the memory of the first. */
let loaded: Promise<EngineModule> | undefined;

/** The catalogue's one-byte type "char", by its number in pg_type, and text, which reads the same. */
const CHAR = 18;
const TEXT = pg.types.builtins.TEXT;

/**
 * An adapter that also knows "char": PrismaPg refuses such columns, and the engine wants them marked as what they are.
 */
function createCatalogAdapter(pool: pg.Pool): PrismaPg {
  const charColumns = new Set<string>();
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  pool.query = (async (config: pg.QueryConfig) => {
    const result = await query(config);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== CHAR) continue;
      charColumns.add(field.name);
      field.dataTypeID = TEXT;
    }
    return result;
  }) as typeof pool.query;
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      const columnTypes = result.columnTypes.map((type, index) =>
        charColumns.has(result.columnNames[index] ?? "") ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return factory;
}

/**
 * The SQL that would turn the database into what `schema` (the text of a schema.prisma) says; empty when they agree.
 * Only the schema `public` is looked at.
 */
export async function diffDatabaseToSchema(databaseUrl: string, schema: string): Promise<string> {
  loaded ??= loadEngine();
  const { SchemaEngine } = await loaded;
  // The engine drops its adapter without closing what the adapter opened.
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const files = [{ path: "schema.prisma", content: schema }];
  const engine = await SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(createCatalogAdapter(pool)),
  );
  try {
    const { stdout } = await engine.diff({
      // The database to which the adapter leads.
      from: { tag: "schemaDatasource", files, configDir: "." },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const script = (stdout ?? "").trim();
    return script === "-- This is an empty migration." ? "" : script;
  } finally {
    engine.free();
    await pool.end();
  }
}
