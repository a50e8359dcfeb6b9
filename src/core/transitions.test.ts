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
    for (const end of ["complained", "failed", "skipped", "suppressed", "expired", "abandoned"] as const) {
      expect(DIGEST_STATES.filter((to) => mayBecome(end, to))).toEqual([]);
    }
    expect(DIGEST_STATES.filter((to) => mayBecome("withheld", to))).toEqual(["expired"]);
  });

  it("take evidence wherever the mail may have left, and nowhere else", () => {
    for (const evidenced of ["delivered", "bounced", "complained"] as const) {
      const before = statesBefore(evidenced);
      expect(before).toEqual(expect.arrayContaining(["accepted", "claimed", "submitting", "deferred", "unknown"]));
      for (const unsent of ["planned", "rendered", "skipped", "suppressed", "expired", "withheld"] as const) {
        expect(before).not.toContain(unsent);
      }
    }
    expect(mayBecome("bounced", "delivered")).toBe(false);
  });

  it("give picks back exactly where nothing was or will be mailed, or where it came back", () => {
    const releasing = ["bounced", "failed", "skipped", "suppressed", "expired", "abandoned"];
    expect(DIGEST_STATES.filter(releasesPicks)).toEqual(releasing);
  });
});
