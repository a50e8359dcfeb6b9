import { expect, it } from "vitest";
import { RekindleError } from "../../core/errors.ts";
import { openLog } from "./log.ts";

const TROUBLE = new RekindleError("unreachable", "The feed is away.", "It is asked again.");

it.each([
  ["silent", []],
  ["fatal", []],
  ["error", ["The feed is away.\nIt is asked again."]],
  ["warn", ["The feed is away.\nIt is asked again.", "to be known"]],
  ["info", ["The feed is away.\nIt is asked again.", "to be known", "begun"]],
  ["debug", ["The feed is away.\nIt is asked again.", "to be known", "begun", "a step"]],
  ["trace", ["The feed is away.\nIt is asked again.", "to be known", "begun", "a step"]],
] as const)("of level %s tells what is of it or worse", (level, expected) => {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const nothing = (): void => undefined;
  const terminal = { colour: false, live: false, print: tell, write: nothing, warn: tell, progress: nothing };
  const log = openLog(terminal, level);
  log.trouble(TROUBLE);
  log.warn("to be known");
  if (log.shows("info")) tell("begun");
  log.debug("a step");
  expect(told).toEqual(expected);
});
