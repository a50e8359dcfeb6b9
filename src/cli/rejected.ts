import { type Command, InvalidArgumentError } from "commander";
import type { Rejections } from "../ingest/rejections/ports.ts";
import type { CommandContext } from "./context.ts";
import { parseCount, parseInstant, parseSpan } from "./options.ts";
import { COLUMNS, countOf, paint, type Terminal, wrapText } from "./terminal.ts";

type Since = Date | number;

interface Options {
  readonly since: Since;
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
    .option("--since <time>", "a span such as 24h or 30d, or an instant (default: 7d)", parseSince, WEEK_MS)
    .option("--limit <n>", "so many reasons, the latest first", parseCount, 20)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nAll are counted for 30 days, by the hour; of each day the first 50 of a source and reason are kept.",
    )
    .action((options: Options) =>
      withServices(async ({ rejections: store }) => {
        const since =
          typeof options.since === "number" ? new Date(wallClock().getTime() - options.since) : options.since;
        const found = await store.list(since, options.limit);
        if (options.json === true) terminal.print(JSON.stringify({ since, ...found }));
        else print(terminal, since, found);
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

function print(terminal: Terminal, since: Date, { events, requests, reasons, rejections }: Rejections): void {
  const counted = [
    ...(events === 0 ? [] : [countOf(events, "event")]),
    ...(requests === 0 ? [] : [countOf(requests, "whole request")]),
  ];
  terminal.print(
    reasons === 0
      ? `Nothing was refused since ${minute(since)}.`
      : `${counted.join(" and ")} refused since ${minute(since)}, for ${countOf(reasons, "reason")}:`,
  );
  for (const { source, reason, isRequest, firstAt, lastAt, example, ...rejection } of rejections) {
    const times =
      minute(firstAt) === minute(lastAt) ? `at ${minute(lastAt)}` : `from ${minute(firstAt)} to ${minute(lastAt)}`;
    terminal.print("");
    terminal.print(
      paint(
        terminal,
        "bold",
        `${countOf(rejection.events, isRequest ? "whole request" : "event")} by ${source}, ${times}`,
      ),
    );
    for (const line of indented(reason)) terminal.print(paint(terminal, "yellow", line));
    if (example === null) continue;
    for (const line of indented(example.found)) terminal.print(line);
    const { event } = example;
    const shown = event.length > SHOWN_EVENT ? `${event.slice(0, SHOWN_EVENT)}…` : event;
    for (const line of indented(shown)) terminal.print(paint(terminal, "dim", line));
  }
  const left = reasons - rejections.length;
  if (left > 0) terminal.print(`\nand ${countOf(left, "reason")} more: --limit ${reasons}`);
}

function indented(text: string): string[] {
  const columns = COLUMNS - 2;
  return wrapText(text, columns)
    .flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""])
    .map((line) => `  ${line}`);
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
