import { ArmSums, ArmTimeCounts, Origin } from "./arm-sums.ts";
import { checkShares, parseShares } from "./parse-shares.ts";
import type { TableSource } from "./ports.ts";
import { readArm, readNumber, readTruth } from "./read-cells.ts";
import { TableColumns } from "./table-columns.ts";
import type { TableKind, TableQuestion } from "./table-lift.ts";
import { didYouMean, listNames, quote, TableMistakes } from "./table-mistakes.ts";

/** What is kept of a table: sums, or counts by time; never its rows. */
export interface TableSums {
  readonly kind: TableKind;
  readonly kindGuessed: boolean;
  readonly rows: number;
  readonly arms: ReadonlyMap<string, ArmSums>;
  readonly times: ReadonlyMap<string, ArmTimeCounts>;
  /** What was taken off each outcome while adding up. */
  readonly origin: number;
  /** Some outcome is below zero. */
  readonly hasNegative: boolean;
  readonly shares: ReadonlyMap<string, number> | null;
}

/** A column with more values than this names no arms. */
const MOST_ARMS = 50;

/**
 * Reads a table once, to sums.
 * @throws RekindleError `usage` with all that is wrong, in the question and in the rows, at once.
 */
export async function readTable(source: TableSource, question: TableQuestion): Promise<TableSums> {
  const mistakes = new TableMistakes();
  const columns = new TableColumns(source, question);
  const kind = kindOf(question, mistakes);
  const shares = question.shares === undefined ? null : parseShares(question.shares, mistakes);
  const reader = new RowReader(columns, mistakes, kind, source.decimalComma);
  let rows = 0;
  for await (const block of source) {
    for (const row of block) {
      rows += 1;
      if ("broken" in row) mistakes.row(row.broken, row.line);
      else reader.read(row.row, row.line);
    }
  }
  columns.check(mistakes);
  for (const role of ["arm", "outcome", "before", "denominator", "event"] as const) {
    if (!columns.isThere(role)) mistakes.forget(columns.name(role));
  }
  if (rows === 0) mistakes.say("it has no row.");
  else if (columns.isThere("arm")) checkArms(reader, question, mistakes);
  if (kind === null && reader.hasNumbers) mistakes.say(sayKindNeeded(question));
  if (shares !== null && columns.isThere("arm")) checkShares(shares, reader.armNames(), mistakes);
  mistakes.raise(source.name);
  return {
    kind: kind ?? "share",
    kindGuessed: question.kind === undefined,
    rows,
    arms: reader.arms,
    times: reader.times,
    origin: reader.origin.at,
    hasNegative: reader.hasNegative,
    shares,
  };
}

/** null: not told, and only the rows can tell. */
function kindOf({ kind, denominator, event, before }: TableQuestion, mistakes: TableMistakes): TableKind | null {
  const known = kind ?? (denominator !== undefined ? "ratio" : event !== undefined ? "time" : null);
  if (known === "ratio" && denominator === undefined) {
    mistakes.say("--kind ratio needs --denominator: the column whose total divides that of the outcome.");
  }
  if (known === "time" && event === undefined) {
    mistakes.say("--kind time needs --event: the column that says whether the event came at that time.");
  }
  if (known !== "ratio" && denominator !== undefined) mistakes.say("--denominator is for --kind ratio only.");
  if (known !== "time" && event !== undefined) mistakes.say("--event is for --kind time only.");
  if (known === "time" && before !== undefined) mistakes.say("--before cannot adjust times; leave it out.");
  return known;
}

function sayKindNeeded({ outcome }: TableQuestion): string {
  return `--kind is needed: the numbers of ${quote(outcome)} may be averaged (--kind mean), divided by those of another column (--kind ratio --denominator COL), or be times until something happened (--kind time --event COL).`;
}

function checkArms(reader: RowReader, { arm, control }: TableQuestion, mistakes: TableMistakes): void {
  if (reader.hasTooManyArms) {
    mistakes.say(
      `--arm: ${quote(arm)} has more than ${MOST_ARMS} different values. Name the column that says who got what.`,
    );
    return;
  }
  const names = reader.armNames();
  const wanted = control.trim();
  if (names.length > 0 && !names.includes(wanted)) {
    mistakes.say(
      `--control: no row has ${quote(wanted)} in ${quote(arm)}.${didYouMean(wanted, names)} There are ${listNames(names)}.`,
    );
  }
  if (names.length === 1)
    mistakes.say(`--arm: all rows have ${listNames(names)} in ${quote(arm)}: nothing to compare.`);
  for (const name of names) {
    if (reader.armRows.get(name) === 1) mistakes.say(`arm ${quote(name)} has one row, and at least two are needed.`);
  }
}

class RowReader {
  readonly arms = new Map<string, ArmSums>();
  readonly times = new Map<string, ArmTimeCounts>();
  /** Rows of each arm, those with mistakes included. */
  readonly armRows = new Map<string, number>();
  readonly origin = new Origin();
  readonly #beforeOrigin = new Origin();
  readonly #columns: TableColumns;
  readonly #mistakes: TableMistakes;
  readonly #kind: TableKind | null;
  readonly #comma: boolean;
  hasTooManyArms = false;
  /** Some outcome is neither yes nor no. */
  hasNumbers = false;
  hasNegative = false;

  constructor(columns: TableColumns, mistakes: TableMistakes, kind: TableKind | null, comma: boolean) {
    this.#columns = columns;
    this.#mistakes = mistakes;
    this.#kind = kind;
    this.#comma = comma;
  }

  armNames(): string[] {
    return [...this.armRows.keys()].sort();
  }

  read(row: readonly string[] | object, line: number): void {
    const wrong = this.#columns.wrongLength(row);
    if (wrong !== null) {
      this.#mistakes.row(`row: expected ${wrong.expected} cells, found`, line, wrong.found);
      return;
    }
    const arm = this.#readArm(row, line);
    const outcome = this.#columns.has("outcome") ? this.#readOutcome(row, line) : null;
    if (this.#kind === "time") this.#readTime(row, line, arm, outcome);
    else this.#readSums(row, line, arm, outcome);
  }

  #readSums(row: readonly string[] | object, line: number, arm: string | null, outcome: number | null): void {
    const denominator = this.#columns.has("denominator") ? this.#number(row, "denominator", line) : 1;
    if (denominator !== null && denominator < 0) {
      this.#mistakes.cell(this.#columns.name("denominator"), "a number that is not negative", denominator, line);
    }
    const before = this.#columns.has("before") ? this.#readBefore(row, line) : 0;
    if (arm === null || outcome === null || denominator === null || before === null) return;
    const sums = this.arms.get(arm) ?? new ArmSums();
    this.arms.set(arm, sums);
    if (outcome < 0) this.hasNegative = true;
    sums.add(this.#kind === "mean" ? this.origin.from(outcome) : outcome, denominator, before);
  }

  #readTime(row: readonly string[] | object, line: number, arm: string | null, time: number | null): void {
    if (time !== null && time < 0) {
      this.#mistakes.cell(this.#columns.name("outcome"), "a time that is not negative", time, line);
    }
    if (!this.#columns.has("event")) return;
    const value = this.#columns.cell(row, "event");
    const event = readTruth(value, this.#comma);
    if (event === null) this.#mistakes.cell(this.#columns.name("event"), "yes or no (1 or 0)", value, line);
    if (arm === null || time === null || event === null) return;
    const counts = this.times.get(arm) ?? new ArmTimeCounts();
    this.times.set(arm, counts);
    counts.add(time, event === 1);
  }

  #readArm(row: readonly string[] | object, line: number): string | null {
    if (!this.#columns.has("arm")) return null;
    const value = this.#columns.cell(row, "arm");
    const arm = readArm(value);
    if (arm === null) {
      this.#mistakes.cell(this.#columns.name("arm"), "the name of an arm", value, line);
      return null;
    }
    const rows = this.armRows.get(arm) ?? 0;
    if (rows === 0 && this.armRows.size >= MOST_ARMS) {
      this.hasTooManyArms = true;
      return null;
    }
    this.armRows.set(arm, rows + 1);
    return arm;
  }

  #readOutcome(row: readonly string[] | object, line: number): number | null {
    if (this.#kind !== null && this.#kind !== "share") return this.#number(row, "outcome", line);
    const value = this.#columns.cell(row, "outcome");
    const truth = readTruth(value, this.#comma);
    if (truth !== null) return truth;
    const number = this.#kind === null ? readNumber(value, this.#comma) : null;
    if (number !== null) this.hasNumbers = true;
    else {
      const expected = this.#kind === null ? "a number, or yes or no" : "yes or no (1 or 0)";
      this.#mistakes.cell(this.#columns.name("outcome"), expected, value, line);
    }
    return number;
  }

  #readBefore(row: readonly string[] | object, line: number): number | null {
    const value = this.#columns.cell(row, "before");
    const number = readNumber(value, this.#comma) ?? readTruth(value, this.#comma);
    if (number === null) this.#mistakes.cell(this.#columns.name("before"), "a number", value, line);
    return number === null ? null : this.#beforeOrigin.from(number);
  }

  #number(row: readonly string[] | object, role: "outcome" | "denominator", line: number): number | null {
    const value = this.#columns.cell(row, role);
    const number = readNumber(value, this.#comma);
    if (number === null) this.#mistakes.cell(this.#columns.name(role), "a number", value, line);
    return number;
  }
}
