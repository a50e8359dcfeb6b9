import { oneLine } from "../core/plain-text.ts";
import type { HeldBack, Waiting } from "../delivery/list-waiting.ts";
import { countOf } from "./terminal.ts";

/** `gmail.com: 421 since 10:02Z of 2026-11-27, tried again at 10:10Z; 312 digests wait. It said: …` */
function tellHeld({ name, since, until, said, digests }: HeldBack): string {
  const words = oneLine(said ?? "");
  const again = until === null ? "at once" : `at ${time(until)}`;
  return `${name}: ${words.slice(0, 3)} since ${time(since)} of ${since.toISOString().slice(0, 10)}, tried again ${again}; ${countOf(digests, "digest")} ${digests === 1 ? "waits" : "wait"}. It said: ${words}`;
}

function time(at: Date): string {
  return `${at.toISOString().slice(11, 16)}Z`;
}

/** A line for each that holds digests back, and one for those that merely wait for their turn. Empty: nothing waits. */
export function tellWaiting({ held, digests }: Waiting): string[] {
  const others = held.some(isRelay) ? 0 : digests - held.reduce((sum, one) => sum + one.digests, 0);
  const turn = `${countOf(others, "digest")} ${others === 1 ? "waits" : "wait"} for a turn (pace), or for the next try.`;
  return [...held.map(tellHeld), ...(others > 0 ? [turn] : [])];
}

/** All that wait are told with it. */
function isRelay({ name }: HeldBack): boolean {
  return name.includes(":");
}
