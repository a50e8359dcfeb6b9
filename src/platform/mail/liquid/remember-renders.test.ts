import fc from "fast-check";
import { expect, it } from "vitest";
import { openLiquid } from "./liquid.ts";
import { rememberRenders } from "./remember-renders.ts";

it("renders once for the same values, whatever else differs", () => {
  let renders = 0;
  const render = rememberRenders(() => `${++renders}`, [["member", "name"]]);
  expect(render({ member: { name: "Zoé", id: 1 } })).toBe("1");
  expect(render({ member: { name: "Zoé", id: 2 } })).toBe("1");
  expect(render({ member: { name: "Léa" } })).toBe("2");
});

it("tells apart what only looks the same, and renders a whole list each time", () => {
  let renders = 0;
  const render = rememberRenders(() => `${++renders}`, [["a"], ["b"]]);
  const contexts = [{ a: 1, b: "" }, { a: "1", b: "" }, { a: "1\nstring ", b: "" }, { a: null, b: "" }, { b: "" }];
  expect(contexts.map((context) => render(context))).toEqual(["1", "2", "3", "4", "5"]);
  expect([render({ a: [1] }), render({ a: [1] })]).toEqual(["6", "7"]);
});

const TEXTS = [
  "{% if member.firstName %}{{ member.firstName }}, {% endif %}{{ picks.size }} things",
  "{{ picks[0].title }} · {{ picks.last.title | upcase }}",
  "{% assign n = picks.size | minus: 1 %}{{ n }} {{ member.plan.name }}",
  "{% for pick in picks %}{{ pick.title }} {% endfor %}{{ member.size }}",
];
const memberArb = fc.record(
  {
    firstName: fc.oneof(fc.string({ maxLength: 3 }), fc.constant(null)),
    plan: fc.oneof(fc.constant("pro"), fc.record({ name: fc.string({ maxLength: 2 }) })),
    size: fc.nat(3),
  },
  { requiredKeys: [] },
);
const contextArb = fc.record({
  member: memberArb,
  picks: fc.array(fc.record({ title: fc.string({ maxLength: 2 }) }), { maxLength: 3 }),
});

it("says what Liquid says, in whatever order members come", () => {
  fc.assert(
    fc.property(fc.array(contextArb, { minLength: 2, maxLength: 8 }), (contexts) => {
      for (const text of TEXTS) {
        // An engine of its own has nothing to remember.
        const fresh = contexts.map((context) => openLiquid("text").compile(text).render(context));
        const shared = openLiquid("text").compile(text);
        expect(contexts.map((context) => shared.render(context))).toEqual(fresh);
      }
    }),
    { seed: 2026, numRuns: 60 },
  );
});

it("never remembers what depends on the clock or on chance", () => {
  const { render } = openLiquid("text").compile('{{ "a,b,c,d,e,f,g,h" | split: "," | sample }}');
  expect(new Set(Array.from({ length: 20 }, () => render({}))).size).toBeGreaterThan(1);
});
