import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinVisits, type VisitSpan } from "./visits.ts";

const GAP_MS = 30;
const act = (at: number): VisitSpan => ({ startedAt: at, endedAt: at, acts: 1 });

describe("joinVisits", () => {
  it("goes on with a visit up to the gap itself, and opens another beyond it", () => {
    expect(joinVisits([act(0), act(30), act(61)], GAP_MS)).toEqual([
      { startedAt: 0, endedAt: 30, acts: 2 },
      { startedAt: 61, endedAt: 61, acts: 1 },
    ]);
  });

  it("joins two visits when a late act lies between them", () => {
    const visits = joinVisits([act(0), act(50)], GAP_MS);
    expect(joinVisits([...visits, act(25)], GAP_MS)).toEqual([{ startedAt: 0, endedAt: 50, acts: 3 }]);
  });

  it("makes the same visits of the same acts, whatever the order and however they come in parts", () => {
    const acts = fc.array(fc.integer({ min: 0, max: 500 }).map(act), { maxLength: 40 });
    fc.assert(
      fc.property(acts, acts, (early, late) => {
        const inParts = joinVisits([...late, ...joinVisits(early, GAP_MS)], GAP_MS);
        expect(inParts).toEqual(joinVisits([...early, ...late], GAP_MS));
      }),
      { seed: 7 },
    );
  });
});
