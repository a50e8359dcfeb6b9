import { expect, it } from "vitest";
import type { Condition } from "../core/rules/condition.ts";
import { whyThisMail } from "./say-why.ts";

const condition = (kind: string, argument: unknown, parts: readonly Condition[] = []): Condition => ({
  kind,
  argument,
  parts,
});
const away = condition("inactive", { count: 7, unit: "days" });
const unseen = condition("unseen", {});
const plan = condition("member", { plan: "premium" });

it("says how long the member was away, in their language", () => {
  expect(whyThisMail(condition("all", null, [plan, unseen, away]), "fr")).toEqual({
    code: "away",
    duration: "7 jours",
  });
  expect(whyThisMail(away, "en")).toEqual({ code: "away", duration: "7 days" });
});

it("says no more than what holds for everybody whom the rule matches", () => {
  expect(whyThisMail(condition("any", null, [away, unseen]), "en")).toEqual({ code: "member" });
  expect(whyThisMail(condition("not", null, [away]), "en")).toEqual({ code: "member" });
});

it("never tells a member what the rule knows of them", () => {
  expect(whyThisMail(plan, "en")).toEqual({ code: "member" });
  expect(whyThisMail(condition("all", null, [plan, unseen]), "en")).toEqual({ code: "unseen" });
});

it("tells what is coming, and what the member likes to read", () => {
  const within = { within: { count: 30, unit: "days" } };
  expect(whyThisMail(condition("later_than_usual", 2), "en")).toEqual({ code: "late" });
  expect(whyThisMail(condition("all", null, [condition("renewal", within), unseen]), "en")).toEqual({
    code: "renewal",
  });
  expect(whyThisMail(condition("live", within), "fr")).toEqual({ code: "live" });
  expect(whyThisMail(condition("all", null, [unseen, condition("joined", within)]), "en")).toEqual({ code: "unseen" });
  expect(whyThisMail(condition("joined", within), "en")).toEqual({ code: "joined" });
  expect(whyThisMail(condition("interested_in", { themes: ["pricing", "the law"], above: 0.2 }), "fr")).toEqual({
    code: "interest",
    themes: "Pricing ou The law",
  });
});

it("keeps to itself what the member did, and how likely they are to leave", () => {
  for (const kind of ["leaving", "digests", "did", "visits", "views", "active", "never_visited"]) {
    expect(whyThisMail(condition(kind, {}), "en"), kind).toEqual({ code: "member" });
  }
});
