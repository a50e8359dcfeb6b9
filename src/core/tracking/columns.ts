import { nearestWord } from "../rules/text/nearest-word.ts";

/** What a kind of file may hold in its columns. */
export interface ColumnPlan {
  readonly known: readonly string[];
  readonly required: readonly string[];
  /** Of these at least one is needed. */
  readonly oneOf?: readonly string[];
  /** Other names that sites give to a known column, in lower case. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Names that mean one of `oneOf` only in a file that has none of them: beside an id, `Client` is a name. */
  readonly fallbacks?: Readonly<Record<string, string>>;
  /** What becomes of a column that is not known. */
  readonly others: "attribute" | "property" | "ignored";
}

export interface Columns {
  /** The field of each position; null: left aside. */
  readonly fields: readonly (string | null)[];
  readonly missing: readonly string[];
  /** Fields for which there are several columns, by the names that these have. */
  readonly repeated: readonly { readonly field: string; readonly columns: readonly string[] }[];
  readonly notices: readonly string[];
}

function plain(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]/g, "");
}

/** Where a column stands whose name is written so, capitals and `_` aside. -1: there is none. */
export function columnAt(header: readonly string[], written: string): number {
  const exact = header.indexOf(written);
  return exact === -1 ? header.findIndex((name) => plain(name) === plain(written)) : exact;
}

/** Which field each column of a header is. `First Name`, `first_name` and `firstName` are one. */
export function resolveColumns(header: readonly string[], plan: ColumnPlan): Columns {
  const byPlainName = new Map(plan.known.map((name) => [plain(name), name]));
  const named = (name: string): string | undefined =>
    plan.known.includes(name) ? name : (byPlainName.get(plain(name)) ?? plan.aliases[plain(name)]);
  const hasOne = header.some((name) => plan.oneOf?.includes(named(name.trim()) ?? ""));
  const notices: string[] = [];
  const attributes: string[] = [];
  const fields = header.map((written, index) => {
    const name = written.trim();
    if (name === "") {
      notices.push(`Column ${index + 1} has no name and is left aside.`);
      return null;
    }
    const known = named(name) ?? (hasOne ? undefined : plan.fallbacks?.[plain(name)]);
    if (known !== undefined) {
      if (known !== name) notices.push(`Column "${name}" is read as ${known}.`);
      return known;
    }
    const near = nearestWord(name, plan.known);
    const doubt = near === null ? "" : ` Did you mean "${near}"?`;
    if (plan.others === "ignored") notices.push(`Column "${name}" is not known and is left aside.${doubt}`);
    else if (near !== null) notices.push(`Column "${name}" is kept as ${article(plan.others)}.${doubt}`);
    else if (plan.others === "attribute") attributes.push(name);
    return plan.others === "ignored" ? null : name;
  });
  if (attributes.length > 0) notices.push(`Kept as attributes, which rules can use: ${attributes.join(", ")}.`);
  const given = fields.filter((name) => name !== null);
  return {
    fields,
    notices,
    missing: [
      ...plan.required.filter((name) => !given.includes(name)),
      ...(plan.oneOf === undefined || plan.oneOf.some((name) => given.includes(name))
        ? []
        : [plan.oneOf.join('" or "')]),
    ],
    repeated: [...new Set(given.filter((name, index) => given.indexOf(name) !== index))].map((field) => ({
      field,
      columns: header.map((name) => name.trim()).filter((_, index) => fields[index] === field),
    })),
  };
}

function article(word: "attribute" | "property"): string {
  return word === "attribute" ? "an attribute" : "a property";
}

/** One sentence on what a header lacks, with the likely slip of the finger for each. */
export function sayMissing(missing: readonly string[], header: readonly string[]): string {
  const wanted = missing.map((name) => {
    const near = nearestWord(name, header);
    return near === null ? `"${name}"` : `"${name}" (is "${near}" meant?)`;
  });
  return `${missing.length === 1 ? "a column" : "columns"} ${wanted.join(", ")}`;
}
