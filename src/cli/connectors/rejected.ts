import { type Command, InvalidArgumentError } from "commander";
import type { Rejections } from "../../ingest/rejections/ports.ts";
import type { CommandContext } from "../context.ts";
import { parseCount, parseInstant, parseSpan } from "../options.ts";
import { COLUMNS, countOf, paint, type Terminal, wrapText } from "../terminal.ts";

type Since = Date | number;

interface Options {
  readonly since?: Since;
  readonly limit: number;
  readonly json?: boolean;
}

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** Of an example; the rest is in the JSON. */
const SHOWN_EVENT = 400;

export function addRejectedCommand(program: Command, { terminal, withServices, wallClock }: CommandContext): void {
  program
    .command("rejected")
    .description("what a site sent that could not be taken, or not whole: why, how many, and one of each")
    .option("--since <time>", "a span such as 24h or 30d, or an instant (default: 7d)", parseSince)
    .option("--limit <n>", "so many reasons, the latest first", parseCount, 20)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nAll are counted for 30 days, by the hour; of each day the first 50 of a source and reason are kept.\nExit status 1 where there are any, for scripts: rekindle rejected --since 1h",
    )
    .action((options: Options) =>
      withServices(async ({ rejections: store }) => {
        const { since: asked = WEEK_MS } = options;
        const since = typeof asked === "number" ? new Date(wallClock().getTime() - asked) : asked;
        const found = await store.list(since, options.limit);
        if (options.json === true) terminal.print(JSON.stringify({ since, ...found }));
        else print(terminal, since, found);
        if (found.reasons > 0) process.exitCode = 1;
      }),
    );
}

/** Milliseconds, or an instant. */
function parseSince(text: string): Since {
  for (const parse of [parseSpan, parseInstant]) {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
    }
  }
  throw new InvalidArgumentError("Expected a span such as 24h or 7d, or an instant such as 2026-11-22T08:00:00Z.");
}

function print(terminal: Terminal, since: Date, { events, inPart, requests, reasons, rejections }: Rejections): void {
  const refused = [
    ...(events === 0 ? [] : [countOf(events, "event")]),
    ...(requests === 0 ? [] : [countOf(requests, "whole request")]),
  ];
  const counted = [
    ...(refused.length === 0 ? [] : [`${refused.join(" and ")} refused`]),
    ...(inPart === 0 ? [] : [`${countOf(inPart, "event")} taken in part`]),
  ];
  terminal.print(
    reasons === 0
      ? `Nothing was refused since ${minute(since)}.`
      : `${counted.join(", ")} since ${minute(since)}, for ${countOf(reasons, "reason")}:`,
  );
  for (const { source, reason, kind, firstAt, lastAt, example, ...rejection } of rejections) {
    const times =
      minute(firstAt) === minute(lastAt) ? `at ${minute(lastAt)}` : `from ${minute(firstAt)} to ${minute(lastAt)}`;
    terminal.print("");
    terminal.print(
      paint(
        terminal,
        "bold",
        `${countOf(rejection.events, kind === "request" ? "whole request" : "event")} by ${source}${kind === "in_part" ? ", taken without this" : ""}, ${times}`,
      ),
    );
    for (const line of indented(reason)) terminal.print(paint(terminal, "yellow", line));
    if (example === null) continue;
    for (const line of indented(example.found)) terminal.print(line);
    for (const line of indented(beginningOf(example.event), breakJson)) terminal.print(paint(terminal, "dim", line));
  }
  const left = reasons - rejections.length;
  if (left > 0) terminal.print(`\nand ${countOf(left, "reason")} more: --limit ${reasons}`);
}

/** Ends behind a value, or at least behind a word. */
function beginningOf(event: string): string {
  if (event.length <= SHOWN_EVENT) return event;
  const start = event.slice(0, SHOWN_EVENT - 1);
  const end = [",", " "].map((mark) => start.lastIndexOf(mark)).find((at) => at > SHOWN_EVENT / 2);
  return `${end === undefined ? start : start.slice(0, end + 1)}…`;
}

/** Lines that end behind a comma where they can: JSON as it is sent has no blanks. */
function breakJson(json: string, columns: number): string[] {
  const lines: string[] = [];
  for (const part of json.split(/(?<=,)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= columns) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

function indented(text: string, wrap = wrapText): string[] {
  const columns = COLUMNS - 2;
  return wrap(text, columns)
    .flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""])
    .map((line) => `  ${line}`);
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
