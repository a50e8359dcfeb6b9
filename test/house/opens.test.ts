import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../../src", import.meta.url));

it("only what keeps, moves, forgets and shows opens knows of their table: no rule, no ranking, no report, no evidence", () => {
  const knowing = readdirSync(source, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll(sep, "/"))
    .filter((path) => path.endsWith(".ts") && !path.startsWith("platform/postgres/generated/"))
    .filter((path) => /mail_?open/i.test(readFileSync(join(source, path), "utf8")));
  expect(knowing.sort()).toEqual([
    "platform/postgres/delivery/open-store.ts",
    "platform/postgres/delivery/outbox-store.ts",
    "platform/postgres/delivery/retention-store.ts",
    "platform/postgres/ingest/move-digests.ts",
    "platform/postgres/privacy/person-tables.ts",
  ]);
});
