/** Collects the names of fields that no reader knows, as NDJSON may have them in any line. */
export function unknownFields(known: readonly string[]): {
  readonly note: (row: Readonly<Record<string, unknown>>) => void;
  readonly notices: () => readonly string[];
} {
  const expected = new Set(known);
  const unknown = new Set<string>();
  return {
    note: (row) => {
      for (const name of Object.keys(row)) if (!expected.has(name)) unknown.add(name);
    },
    notices: () => [...unknown].map((name) => `Field "${name}" is not known and is left aside.`),
  };
}
