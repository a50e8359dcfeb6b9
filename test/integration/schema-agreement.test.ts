import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { diffDatabaseToSchema } from "../support/schema-engine.ts";

describe("prisma/schema.prisma and prisma/migrations", () => {
  let test: TestDatabase;
  let schema: string;

  beforeAll(async () => {
    test = await createTestDatabase();
    schema = await readFile(new URL("../../prisma/schema.prisma", import.meta.url), "utf8");
  });
  afterAll(async () => {
    await test.drop();
  });

  /** The difference that one change of the database makes, which is then taken back. */
  async function diffAfter(change: string, undo: string): Promise<string> {
    await test.database.query({ text: change, values: [] });
    try {
      return await diffDatabaseToSchema(test.url, schema);
    } finally {
      await test.database.query({ text: undo, values: [] });
    }
  }

  it("describe the same tables", async () => {
    expect(await diffDatabaseToSchema(test.url, schema)).toBe("");
  });

  it("are found to differ by a column that only the schema has", async () => {
    const extended = schema.replace("model Visit {", "model Visit {\n  mood String?");
    expect(await diffDatabaseToSchema(test.url, extended)).toContain('ALTER TABLE "visit" ADD COLUMN     "mood" TEXT');
  });

  it.each([
    ["a column", "ALTER TABLE visit ADD mood TEXT", "ALTER TABLE visit DROP mood", 'DROP COLUMN "mood"'],
    ["a table", "CREATE TABLE mood (id INTEGER PRIMARY KEY)", "DROP TABLE mood", 'DROP TABLE "mood"'],
    ["an index", "CREATE INDEX mood ON visit (acts)", "DROP INDEX mood", 'DROP INDEX "mood"'],
    [
      "what may be missing",
      "ALTER TABLE visit ALTER acts DROP NOT NULL",
      "ALTER TABLE visit ALTER acts SET NOT NULL",
      'ALTER COLUMN "acts" SET NOT NULL',
    ],
    [
      "a default",
      "ALTER TABLE visit ALTER acts SET DEFAULT 3",
      "ALTER TABLE visit ALTER acts DROP DEFAULT",
      'ALTER COLUMN "acts" DROP DEFAULT',
    ],
    [
      "a type",
      "ALTER TABLE visit ALTER acts TYPE SMALLINT",
      "ALTER TABLE visit ALTER acts TYPE INTEGER",
      'ALTER COLUMN "acts" SET DATA TYPE INTEGER',
    ],
  ])("are found to differ by %s of the database", async (_what, change, undo, difference) => {
    expect(await diffAfter(change, undo)).toContain(difference);
  });
});
