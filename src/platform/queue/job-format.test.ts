import { describe, expect, it } from "vitest";
import type { Job } from "../../jobs/ports.ts";
import { jobIdOf, parseJob } from "./job-format.ts";

const submit: Job = { kind: "submit", version: 1, keys: [{ memberId: 1, digestId: 2 }] };

describe("parseJob", () => {
  it("takes what this version writes", () => {
    expect(parseJob(JSON.parse(JSON.stringify(submit)))).toEqual(submit);
    expect(parseJob({ kind: "cycle", version: 1 })).toEqual({ kind: "cycle", version: 1 });
  });

  it.each([
    ["another version", { ...submit, version: 2 }],
    ["another kind", { ...submit, kind: "bake" }],
    ["no keys", { ...submit, keys: [] }],
    ["more than keys", { ...submit, email: "someone@example.org" }],
    ["a key that is no number", { ...submit, keys: [{ memberId: "1", digestId: 2 }] }],
    ["nothing", undefined],
  ])("drops %s", (_what, payload) => {
    expect(parseJob(payload)).toBeNull();
  });
});

describe("jobIdOf", () => {
  it("is the same for equal jobs and differs for others", () => {
    expect(jobIdOf(submit)).toBe(jobIdOf({ ...submit, keys: [{ memberId: 1, digestId: 2 }] }));
    const others: Job[] = [
      { ...submit, kind: "compose" },
      { ...submit, keys: [{ memberId: 12, digestId: 2 }] },
      { ...submit, keys: [{ memberId: 1, digestId: 22 }] },
      { ...submit, keys: [...submit.keys, ...submit.keys] },
    ];
    expect(new Set([submit, ...others].map(jobIdOf)).size).toBe(5);
  });
});
