import { describe, expect, it } from "vitest";
import { DIGEST_STATES } from "./community.ts";
import { mayBecome, releasesPicks, statesBefore } from "./transitions.ts";

describe("the states of a digest", () => {
  it("reach the server only from a claim", () => {
    expect(statesBefore("submitting")).toEqual(["claimed"]);
    expect(statesBefore("claimed")).toEqual(["rendered", "deferred"]);
  });

  it("never leave an unknown fate for a new claim without passing through a decision", () => {
    expect(mayBecome("unknown", "claimed")).toBe(false);
    expect(mayBecome("unknown", "rendered")).toBe(false);
    expect(mayBecome("submitting", "rendered")).toBe(false);
  });

  it("never leave an end", () => {
    for (const end of ["accepted", "failed", "skipped", "suppressed", "expired", "abandoned", "withheld"] as const) {
      expect(DIGEST_STATES.filter((to) => mayBecome(end, to))).toEqual([]);
    }
  });

  it("give picks back exactly where nothing was or will be mailed", () => {
    expect(DIGEST_STATES.filter(releasesPicks)).toEqual(["failed", "skipped", "suppressed", "expired", "abandoned"]);
  });
});
