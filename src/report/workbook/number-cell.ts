import type { NumberFormat, WorkbookCell } from "./ports.ts";

/** Empty where there is no number. */
export function numberCell(value: number | null | undefined, format: NumberFormat): WorkbookCell {
  return value === null || value === undefined || !Number.isFinite(value) ? null : { value, format };
}
