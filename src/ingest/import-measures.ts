import { MEASURE_COLUMNS, type Measure, measureKey, measureReader } from "../core/tracking/measure.ts";
import { type Counts, foldStatements, inBatches, NO_COUNTS } from "./counts.ts";
import { importKnownFields } from "./import-known-fields.ts";
import type { ImportKind, ImportOptions, ImportResult } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";

const COLUMNS = {
  known: MEASURE_COLUMNS,
  required: ["date", "indicator", "value"],
  aliases: { indicateur: "indicator", valeur: "value", unite: "unit", unité: "unit", day: "date", origin: "source" },
  others: "ignored",
} as const;

/**
 * Figures that only the organisation has, one a row. The report shows them beside ours with their source, and never mixes
 * them into lift. `source` of the options is that of rows that name none.
 */
export async function importMeasures(
  { store }: Pick<IngestDeps, "store">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const read = measureReader({
    dates: options.dates ?? "iso",
    decimalComma: input.source.decimalComma,
    source: options.source ?? null,
  });
  const required = options.source === undefined ? [...COLUMNS.required, "source"] : COLUMNS.required;
  let commas = 0;
  const record = async (batch: readonly Measure[]): Promise<Counts> => {
    const said = batch.map((measure) => ({ ...measure, id: measureKey(measure) }));
    let counts = NO_COUNTS;
    await store.changeMeasures(batch, (known) => {
      const folded = foldStatements(
        new Map(known.map((one) => [measureKey(one), { ...one, id: measureKey(one) }])),
        said,
        (_, latest) => latest,
      );
      counts = folded.counts;
      return folded.changed;
    });
    return counts;
  };
  const kind: ImportKind<Measure> = {
    name: "measures",
    columns: { ...COLUMNS, required },
    read: (row) => {
      const measure = read(row);
      if ("value" in measure && typeof row.value === "string" && row.value.includes(",")) commas += 1;
      return measure;
    },
    record: (measures) => inBatches(measures, record),
  };
  const result = await importKnownFields(input, kind, options);
  const comma = commas === 0 ? [] : ["The comma in a number is read as its decimal sign: 12,5 is twelve and a half."];
  return { ...result, notices: [...result.notices, ...comma] };
}
