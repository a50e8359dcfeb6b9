import { type Command, InvalidArgumentError } from "commander";
import type { TriedCall, TriedDelivery } from "../../ingest/hooks/try-delivery.ts";
import type { CommandContext } from "../context.ts";
import { countOf, paint, type Terminal } from "../terminal.ts";

interface Options {
  readonly header?: ReadonlyMap<string, string>;
  readonly json?: boolean;
}

export function addTryCommand(command: Command, { terminal, tryDelivery }: CommandContext): void {
  command
    .command("try")
    .description("what a recorded delivery to a webhook would become; nothing is stored")
    .argument("<name>", "the connector")
    .argument("<sample>", "a file with the body of a delivery, or - for standard input")
    .option("--header <name=value>", "a header of the delivery; may be repeated", addHeader)
    .option("--json", "as JSON")
    .action(async (name: string, sample: string, { header = new Map(), json = false }: Options) => {
      const tried = await tryDelivery(name, sample, header);
      if (json) terminal.print(JSON.stringify(tried));
      else print(terminal, name, tried);
      if (tried.proof.isGood === false || tried.calls.some(isRefused)) process.exitCode = 1;
    });
}

function addHeader(text: string, headers: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const [, name, value] = /^([A-Za-z0-9-]+)\s*[=:]\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Expected a name and a value, such as X-Event-Type=post.created.");
  }
  return new Map(headers ?? []).set(name.toLowerCase(), value);
}

const isRefused = ({ mistakes }: TriedCall) => mistakes.length > 0;

function print(terminal: Terminal, name: string, { proof, items, unmatched, calls }: TriedDelivery): void {
  const refused = calls.filter(isRefused).length;
  const taken = calls.length - refused;
  terminal.print(
    [
      ...(items === null ? [] : [`${countOf(items, "item")} in it`]),
      `${countOf(taken, "call")} would be taken`,
      ...(refused === 0 ? [] : [`${refused} refused`]),
      ...(unmatched.length === 0 ? [] : [items === null ? "it is none of the events" : sayUnmatched(unmatched)]),
    ].join(", "),
  );
  const { header, isGood } = proof;
  if (isGood === null) terminal.print(paint(terminal, "dim", `Its proof was not checked: --header ${header}=…`));
  else if (isGood) terminal.print(`Its proof in ${header} is good.`);
  else {
    const says = `Its proof in ${header} is wrong: POST /hooks/${name} would answer 401.`;
    terminal.print(paint(terminal, "red", says));
  }
  for (const call of calls) printCall(terminal, call);
}

/** Places that are named; the rest are counted. */
const MOST_PLACES = 10;

function sayUnmatched(places: readonly number[]): string {
  const named = places.slice(0, MOST_PLACES).join(", ");
  return `${places.length} none of the events (${named}${places.length > MOST_PLACES ? ", …" : ""})`;
}

function printCall(terminal: Terminal, { event, item, becomes, call, missing, mistakes, warnings }: TriedCall): void {
  const where = item === null ? `event ${event}` : `item ${item}, event ${event}`;
  terminal.print("");
  terminal.print(paint(terminal, "bold", `${where}: ${becomes}${mistakes.length > 0 ? ", refused" : ""}`));
  const fields = fieldsOf(call);
  const width = Math.max(...fields.map(([field]) => field.length));
  for (const [field, value] of fields) terminal.print(`  ${field.padEnd(width)}  ${value}`);
  for (const { field, expected, found } of mistakes) {
    terminal.print(paint(terminal, "red", `  ${field}: expected ${expected}, found ${found}`));
  }
  for (const says of warnings) terminal.print(paint(terminal, "yellow", `  ${says}`));
  for (const path of missing) terminal.print(paint(terminal, "yellow", `  nothing stands at ${path}`));
}

/** The fields of a call and of what it says, as the file names them. */
function fieldsOf({
  type: _type,
  event: _event,
  messageId: _id,
  context,
  traits,
  properties,
  ...call
}: TriedCall["call"]) {
  const said = { ...call, ...(context as object), ...(traits as object), ...(properties as object) };
  return Object.entries(said).map(([field, value]) => [field, sayValue(value)] as const);
}

const LONGEST = 200;

function sayValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replace(/\p{Cc}+/gu, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
