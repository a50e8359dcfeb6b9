// Writes rules/schema/*.json, by which editors complete and document rule files. Run with: npm run schemas
import { mkdirSync, writeFileSync } from "node:fs";
import { editorSchema } from "../src/core/rules/read/editor-schema.ts";

for (const [language, folder] of [
  ["en", "rules/schema"],
  ["fr", "rules/schema/fr"],
]) {
  mkdirSync(folder, { recursive: true });
  for (const file of ["rule", "segment", "settings"]) {
    writeFileSync(`${folder}/${file}.json`, `${JSON.stringify(editorSchema(file, language), null, 2)}\n`);
  }
}
