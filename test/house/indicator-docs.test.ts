import { expect, it } from "vitest";
import { writeIndicatorDocs } from "../support/indicator-docs.ts";

/** Regenerate with `npx vitest run --project integration test/house/indicator-docs.test.ts -u`. */
it.each([
  ["en", "../../docs/indicators.md"],
  ["fr", "../../docs/indicators.fr.md"],
] as const)("the page on indicators in %s says what the table says", async (language, file) => {
  await expect(writeIndicatorDocs(language)).toMatchFileSnapshot(file);
});
