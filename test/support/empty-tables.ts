/**
 * One statement that empties tables of which some are append-only: as whoever erases may. With `more`, as TRUNCATE has it
 * (`RESTART IDENTITY`, `CASCADE`).
 */
export function emptying(tables: string, more = ""): string {
  return `DO $$ BEGIN
  PERFORM set_config('rekindle.erasing', 'on', true);
  TRUNCATE ${tables} ${more};
  PERFORM set_config('rekindle.erasing', 'off', true);
END $$`;
}
