import type { LiquidMistake } from "../../../core/rules/read/rule-context.ts";
import type { RenderText } from "../../../core/rules/warn/warning.ts";
import { findStrangers, namesEngine, sayStranger } from "../liquid/liquid-names.ts";
import { runWithin } from "../liquid/run-within.ts";
import {
  closeTags,
  compileError,
  liquidChecker,
  outputsOf,
  unreadable,
  withoutBroken,
} from "../liquid/unreadable-liquid.ts";
import { RULE_NAMES } from "./mail-names.ts";

const LONGEST_TEXT_MS = 1000;

/** A text of a rule, filled in. Throws what Liquid throws, and where it does not end. */
export const renderText: RenderText = (text, model) => {
  let rendered = "";
  const ended = runWithin(LONGEST_TEXT_MS, () => {
    rendered = liquidChecker.engine.compile(text).render(model);
  });
  if (!ended) throw new Error(`it does not end within ${LONGEST_TEXT_MS / 1000} s`);
  return rendered;
};

/** All that is wrong with a text of a rule as a Liquid template, each in one line, and what to write; []: nothing. */
export function checkLiquid(text: string): LiquidMistake[] {
  if (compileError(text) === null) return strangersIn(text);
  const outputs = outputsOf(text);
  const closed = closeTags(withoutBroken(text));
  const strangers = compileError(closed) === null ? strangersIn(closed) : strangersAmong(outputs, text);
  return [...unreadable(text), ...strangers];
}

/** Where what stands between the outputs cannot be mended. */
function strangersAmong(outputs: readonly string[], text: string): LiquidMistake[] {
  const own = new Set([...text.matchAll(/\{%-?\s*(?:assign|capture|for)\s+(\w+)/g)].map(([, name]) => name));
  return outputs
    .filter((output) => compileError(output) === null)
    .flatMap(strangersIn)
    .filter(({ text: name = "" }) => !own.has(/^\w*/.exec(name)?.[0]));
}

/** Names that no mail has: they would be empty for everybody, without a word. */
function strangersIn(text: string): LiquidMistake[] {
  if (!/\{[{%]/.test(text)) return [];
  const told = new Set<string>();
  return findStrangers(namesEngine, text, RULE_NAMES).flatMap((stranger) => {
    if (told.has(stranger.path)) return [];
    told.add(stranger.path);
    return [{ ...sayStranger(stranger), text: stranger.path }];
  });
}
