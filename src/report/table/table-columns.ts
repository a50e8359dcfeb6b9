import type { TableSource } from "./ports.ts";
import type { TableQuestion } from "./table-lift.ts";
import { didYouMean, listNames, quote, type TableMistakes } from "./table-mistakes.ts";

const ROLES = ["arm", "outcome", "before", "denominator", "event"] as const;
export type Role = (typeof ROLES)[number];

/** The names of columns that one run may hold before it stops to learn more. */
const MOST_KEYS = 1_000;

/** Finds the cells that are asked for, in rows of cells or in objects. */
export class TableColumns {
  readonly #columns: readonly string[] | null;
  readonly #named: readonly (readonly [Role, string])[];
  readonly #places = new Map<Role, number>();
  readonly #keys = new Set<string>();
  readonly #seen = new Set<Role>();

  constructor(source: TableSource, question: TableQuestion) {
    this.#columns = source.columns?.map((name) => name.trim()) ?? null;
    this.#named = ROLES.flatMap((role) => {
      const name = question[role];
      return name === undefined ? [] : [[role, name.trim()] as const];
    });
    for (const [role, name] of this.#named) {
      const place = this.#columns?.indexOf(name) ?? -1;
      if (place < 0) continue;
      this.#places.set(role, place);
      this.#seen.add(role);
    }
  }

  /** Whether the column was named and is there; of objects that is known when all are read. */
  has(role: Role): boolean {
    return this.#columns === null ? this.#named.some(([named]) => named === role) : this.#places.has(role);
  }

  name(role: Role): string {
    return this.#named.find(([named]) => named === role)?.[1] ?? role;
  }

  /** Cells that the row has too many or too few of; null: none. */
  wrongLength(row: readonly string[] | object): { readonly expected: number; readonly found: number } | null {
    if (this.#columns === null || !Array.isArray(row)) return this.#learn(row);
    const [expected, found] = [this.#columns.length, row.length];
    return found === expected || (found > expected && !row.slice(expected).some(Boolean)) ? null : { expected, found };
  }

  cell(row: readonly string[] | object, role: Role): unknown {
    const place = this.#places.get(role);
    if (place !== undefined) return (row as readonly string[])[place];
    const name = this.name(role);
    return Object.hasOwn(row, name) ? (row as Readonly<Record<string, unknown>>)[name] : undefined;
  }

  #learn(row: object): null {
    for (const [role, name] of this.#named) if (!this.#seen.has(role) && Object.hasOwn(row, name)) this.#seen.add(role);
    if (this.#keys.size < MOST_KEYS) for (const key of Object.keys(row)) this.#keys.add(key);
    return null;
  }

  /** Columns that no row has, that stand twice, or that were named for two things. */
  check(mistakes: TableMistakes): void {
    const found = this.#columns ?? [...this.#keys];
    for (const [role, name] of this.#named) {
      if (!this.#seen.has(role)) {
        const given = found.length === 0 ? "no column at all" : listNames(found);
        mistakes.say(`--${role}: there is no column ${quote(name)}.${didYouMean(name, found)} There are ${given}.`);
      } else if (found.indexOf(name) !== found.lastIndexOf(name)) {
        mistakes.say(`--${role}: two columns are named ${quote(name)}. Give each a name of its own.`);
      }
      const other = this.#named.find(([another, same]) => another !== role && same === name)?.[0];
      if (other !== undefined && ROLES.indexOf(other) > ROLES.indexOf(role)) {
        mistakes.say(`--${role} and --${other} both name ${quote(name)}: they are two things.`);
      }
    }
  }

  /** Whether mistakes in its cells say anything: of a column that no row has, they do not. */
  isThere(role: Role): boolean {
    return this.#seen.has(role);
  }
}
