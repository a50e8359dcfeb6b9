import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IMPORTED, withConsentOfCall } from "./consent.ts";
import type { MemberRecord, MemberStatement } from "./member.ts";
import { keepTimes, mergeMember, readTimes } from "./merge-member.ts";

const START_MS = Date.UTC(2026, 10, 1);
const at = (minute: number) => new Date(START_MS + minute * 60_000);
const NOW = at(10_000);

/** As a call says it, by its own time. */
function call(minute: number, said: Omit<MemberStatement, "id">): MemberStatement {
  const saying = { at: at(minute), isOwn: true };
  return { ...withConsentOfCall({ id: "zoe", ...said }, saying.at, NOW), saying };
}

const option = <T>(...values: T[]) => fc.constantFrom<T | undefined>(undefined, ...values);
const calls = fc
  .record({
    // Few times, so that many are the same.
    minute: fc.nat(12),
    email: option("a@x.org", "b@x.org", null),
    name: option("A", "B", null),
    reads: option<string[] | null>(["fr"], ["en", "fr"], null),
    role: option("member" as const, "expert" as const, null),
    createdAt: option(at(0), at(1), null),
    plan: option<unknown>("free", "paid", null),
    seats: option<unknown>(1, [1, 2], { of: 3 }, null),
    subscribed: option(true, false, null),
    consentAt: option(at(3), at(5), null),
    consentSource: option("form", IMPORTED, null),
  })
  .map(({ minute, plan, seats, ...fields }) =>
    call(minute, {
      ...fields,
      attributes: { ...(plan !== undefined && { plan }), ...(seats !== undefined && { seats }) },
    }),
  );

/** Through what is kept of the times, as a member is read before each merge. */
function kept(member: MemberRecord): MemberRecord {
  return { ...member, statedAt: readTimes(member, keepTimes(member)) };
}

function fold(said: readonly MemberStatement[]): MemberRecord | undefined {
  return said.reduce<MemberRecord | undefined>((known, one) => kept(mergeMember(known, one, NOW)), undefined);
}

describe("what calls say of a member", () => {
  it("comes to the same in any order, however often, and the latest word on each thing stands", () => {
    const scenario = fc
      .array(calls, { minLength: 1, maxLength: 12 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all, ...all], { minLength: all.length * 3 })),
      );
    fc.assert(
      fc.property(scenario, ([all, sent]) => {
        const member = fold(sent);
        expect(member).toEqual(fold([...all].sort((a, b) => Number(a.saying?.at) - Number(b.saying?.at))));
        for (const name of ["email", "name"] as const) {
          const words = all.filter((said) => said[name] !== undefined);
          const last = Math.max(...words.map(({ saying }) => Number(saying?.at)));
          const latest = words.filter(({ saying }) => Number(saying?.at) === last).map((said) => said[name]);
          expect(words.length === 0 ? [null] : latest).toContain(member?.[name]);
        }
        const answers = all.filter(({ subscribed }) => typeof subscribed === "boolean");
        const last = Math.max(...answers.map(({ consentAt }) => Number(consentAt)));
        const latest = answers.filter(({ consentAt }) => Number(consentAt) === last);
        expect(member?.subscribed ?? null).toBe(
          answers.length === 0 ? null : latest.every(({ subscribed }) => subscribed === true),
        );
      }),
      { numRuns: 2_000, seed: 20261128 },
    );
  });

  it("keeps the time of all of it once, and apart only that of what was said at another or emptied", () => {
    const all = { email: "a@x.org", name: "A", firstName: "Z", attributes: { plan: "free", seats: 3 } };
    const member = mergeMember(undefined, call(5, all), NOW);
    expect(keepTimes(member)).toEqual({ statedAt: at(5), stated: null });
    const later = mergeMember(kept(member), call(9, { name: null, attributes: { plan: "paid" } }), NOW);
    expect(keepTimes(later)).toEqual({
      statedAt: at(5),
      stated: { name: at(9).getTime(), plan: at(9).getTime() },
    });
    expect(mergeMember(kept(later), call(8, { name: "Late", email: "b@x.org" }), NOW)).toMatchObject({
      name: null,
      email: "b@x.org",
    });
  });

  it("may be of any time where nobody knows when the rest was said", () => {
    const old = { ...mergeMember(undefined, call(5, { email: "a@x.org", name: "A" }), NOW), statedAt: {} };
    const member = kept(mergeMember(old, call(7, { name: "B" }), NOW));
    expect(member.statedAt).toEqual({ email: 0, name: at(7).getTime() });
    expect(mergeMember(member, call(1, { email: "b@x.org", name: "C" }), NOW)).toMatchObject({
      email: "b@x.org",
      name: "B",
    });
  });

  it("has an attribute by any name", () => {
    const attributes = { constructor: "Ferrari", toString: "a", valueOf: "b" } as Record<string, unknown>;
    expect(fold([call(1, { attributes })])?.attributes).toEqual(attributes);
    const later = { attributes: { constructor: "Lotus" } as Record<string, unknown> };
    expect(fold([call(2, later), call(1, { attributes })])?.attributes).toMatchObject({ constructor: "Lotus" });
  });
});

describe("consent", () => {
  const file = (said: Omit<MemberStatement, "id">, minute: number): MemberStatement => ({
    id: "zoe",
    ...said,
    saying: { at: at(minute), isOwn: false },
  });
  const answer = (...said: MemberStatement[]) => {
    const { subscribed, consentAt, consentSource } = fold(said) ?? {};
    return { subscribed, consentAt, consentSource };
  };
  const page = (minute: number, source = "digest 3.4"): MemberStatement =>
    file({ subscribed: false, consentAt: at(minute), consentSource: source }, minute);

  it("of a call has its source and time", () => {
    expect(answer(call(4, { subscribed: true }))).toEqual({
      subscribed: true,
      consentAt: at(4),
      consentSource: "identify",
    });
    expect(answer(call(4, { subscribed: true, consentSource: "form" })).consentSource).toBe("identify: form");
    expect(answer(call(4, { subscribed: true, consentAt: at(2), consentSource: "form" }))).toEqual({
      subscribed: true,
      consentAt: at(2),
      consentSource: "form",
    });
    expect(answer(call(4, { subscribed: true, consentAt: at(20_000) })).consentAt).toEqual(at(4));
  });

  it.each(["digest 3.4", "preference page, digest 3.4", "person zoe", "smtp"])(
    "that comes with each call undoes no no said to us (%s), but one that says when it was given does",
    (source) => {
      expect(answer(page(5, source), call(9, { subscribed: true }))).toMatchObject({
        subscribed: false,
        consentAt: at(5),
      });
      expect(answer(page(5, source), call(9, { subscribed: true, consentAt: at(8) }))).toMatchObject({
        subscribed: true,
      });
      expect(answer(page(5, source), call(9, { subscribed: true, consentAt: at(4) }))).toMatchObject({
        subscribed: false,
      });
    },
  );

  it("of a call undoes what the site said before, and no newer no of a file", () => {
    expect(answer(call(5, { subscribed: false }), call(6, { subscribed: true }))).toMatchObject({ subscribed: true });
    expect(answer(file({ subscribed: false }, 5), call(6, { subscribed: true }))).toMatchObject({ subscribed: true });
    expect(answer(file({ subscribed: false }, 5), call(4, { subscribed: true }))).toMatchObject({ subscribed: false });
    const again = [call(3, { subscribed: false }), file({ subscribed: false }, 8)];
    expect(answer(...again, call(6, { subscribed: true }))).toMatchObject({ subscribed: false });
    expect(answer(file({ subscribed: true }, 5), call(3, { subscribed: false }))).toMatchObject({ subscribed: false });
    expect(answer(call(3, { subscribed: false }), file({ subscribed: true }, 5))).toMatchObject({ subscribed: false });
  });
});
