import { roundNumber } from "../round-numbers.ts";
import type { Part } from "./report-sections.ts";

export function partOf(count: number, of: number): Part {
  return { count, of, share: of > 0 ? roundNumber(count / of) : null };
}
