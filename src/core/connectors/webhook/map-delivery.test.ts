import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readConnectors } from "../read-connectors.ts";
import { type MappedDelivery, mapDelivery } from "./map-delivery.ts";
import type { WebhookConnector } from "./webhook-schema.ts";

const HEAD = `kind: webhook
proof: { header: X-Token, secret: $TOKEN }
`;

function connect(text: string): WebhookConnector {
  const { connectors, mistakes } = readConnectors([{ file: "any.yaml", text: `${HEAD}${text}` }], () => "x".repeat(20));
  expect(mistakes).toEqual([]);
  return connectors[0] as WebhookConnector;
}

function map(text: string, payload: unknown, headers: Readonly<Record<string, string>> = {}): MappedDelivery {
  const header = (name: string) => headers[name] ?? null;
  return mapDelivery(connect(text), { payload, header, receivedAt: new Date(0) });
}

/** What one field becomes. */
function field(value: string, payload: unknown, name = "it"): unknown {
  const { mapped } = map(`events: [{ becomes: Seen, with: { userId: u, ${name}: ${value} } }]`, payload);
  const call = mapped[0]?.call as { properties: Record<string, unknown> };
  return name in call ? (call as unknown as Record<string, unknown>)[name] : call.properties[name];
}

const isMatched = (when: string, payload: unknown) =>
  map(`events: [{ when: ${when}, becomes: Seen, with: { userId: u } }]`, payload).mapped.length === 1;

describe("a value", () => {
  it("of a path alone is what stands there, as it is", () => {
    expect(field('"{a.b}"', { a: { b: 12 } })).toBe(12);
    expect(field('"{a.b}"', { a: { b: ["x", "y"] } })).toEqual(["x", "y"]);
    expect(field('"{a.1.b}"', { a: [{ b: 1 }, { b: 2 }] })).toBe(2);
    expect(field('"{a.b}"', { a: [{ b: 1 }, { c: 9 }, { b: 2 }] })).toEqual([1, 2]);
    expect(field('"{a.b.c}"', { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: [{ c: 3 }] }] })).toEqual([1, 2, 3]);
  });

  it("within a text is text, and nothing where something is not there", () => {
    expect(field('"topic-{a}/{b}"', { a: 12, b: "x" })).toBe("topic-12/x");
    expect(field('"topic-{a}"', {})).toBeUndefined();
    expect(field('"topic-{a}"', { a: { b: 1 } })).toBeUndefined();
    expect(field('"topic-{a}"', { a: "" })).toBeUndefined();
  });

  it("may be a constant, a list of several, or a word for each word", () => {
    expect([field("discussion", {}), field("5", {}), field("true", {})]).toEqual(["discussion", 5, true]);
    expect(field('[Forum, "{tags}", "{none}"]', { tags: ["a", "b"] })).toEqual(["Forum", "a", "b"]);
    const named = '{ from: "{rank}", names: { "7": staff, admin: staff } }';
    expect(field(named, { rank: 7 })).toBe("staff");
    expect(field(named, { rank: ["admin", "user"] })).toEqual(["staff", "user"]);
    expect(field(named, { rank: "toString" })).toBe("toString");
  });

  it("never reaches what an object has from elsewhere", () => {
    for (const path of ["constructor", "__proto__", "a.constructor.name", "a.length", "l.length", "t.length"]) {
      expect([path, field(`"{${path}}"`, { a: {}, l: [], t: "text" })]).toEqual([path, undefined]);
    }
  });
});

describe("a time", () => {
  const TIMESTAMP = "timestamp";
  it("is ISO 8601, or seconds or milliseconds since 1970", () => {
    expect(field('"{at}"', { at: 1_795_168_800 }, TIMESTAMP)).toBe("2026-11-20T10:00:00.000Z");
    expect(field('"{at}"', { at: "1795168800.25" }, TIMESTAMP)).toBe("2026-11-20T10:00:00.250Z");
    expect(field('"{at}"', { at: 1_795_168_800_000 }, TIMESTAMP)).toBe("2026-11-20T10:00:00.000Z");
    expect(field('"{at}"', { at: "2026-11-20T10:00:00+01:00" }, TIMESTAMP)).toBe("2026-11-20T10:00:00+01:00");
  });

  it("that is none is left for the tracking API to refuse", () => {
    expect(field('"{at}"', { at: "2026-11-20 10:00" }, TIMESTAMP)).toBe("2026-11-20 10:00");
    expect(field('"{at}"', { at: 1e300 }, TIMESTAMP)).toBe(1e300);
  });

  it("without a zone is of the clock that the file names", () => {
    const text = `timezone: Europe/Paris
events: [{ becomes: Seen, with: { userId: u, timestamp: "{at}" } }]`;
    const at = (written: string) => map(text, { at: written }).mapped[0]?.call.timestamp;
    expect(at("2026-07-20 10:00:00")).toBe("2026-07-20T08:00:00.000Z");
    expect(at("2026-11-20T10:00:00Z")).toBe("2026-11-20T10:00:00.000Z");
  });
});

describe("an event", () => {
  it("is what all its conditions hold of", () => {
    expect(isMatched("{ a: 1 }", { a: "1" })).toBe(true);
    expect(isMatched("{ a: 1, b: true }", { a: 1, b: true })).toBe(true);
    expect(isMatched("{ a: 1, b: true }", { a: 1, b: false })).toBe(false);
    expect(isMatched("{ a: [x, y] }", { a: "y" })).toBe(true);
    expect(isMatched("{ a: [x, y] }", { a: "z" })).toBe(false);
    expect(isMatched("{ a.n: x }", { a: [{ n: "w" }, { n: "x" }] })).toBe(true);
    expect(isMatched("{ a: present }", { a: 0 })).toBe(true);
    expect(isMatched("{ a: present }", { a: null })).toBe(false);
    expect(isMatched("{ a: absent }", {})).toBe(true);
    expect(isMatched("{ a: [present] }", { a: "present" })).toBe(true);
    expect(isMatched("{ a: x }", { a: { x: "x" } })).toBe(false);
  });

  it("becomes the call that it names, with what belongs to it", () => {
    const call = (becomes: string, fields: string) =>
      map(`events: [{ becomes: ${becomes}, with: { ${fields} } }]`, {}).mapped.map(({ call: made }) => {
        const { messageId: _id, ...rest } = made;
        return rest;
      })[0];
    expect(call("identify", "userId: u, email: e, timestamp: t, plan: gold")).toEqual({
      type: "identify",
      userId: "u",
      timestamp: "t",
      traits: { email: "e", plan: "gold" },
    });
    expect(call("group", "userId: u, groupId: g, size: 4")).toEqual({
      type: "group",
      userId: "u",
      groupId: "g",
      traits: { size: 4 },
    });
    expect(call("alias", "userId: u, previousId: p")).toEqual({ type: "alias", userId: "u", previousId: "p" });
    expect(call("Lesson Passed", "anonymousId: a, contentId: c, passive: true, type: x")).toEqual({
      type: "track",
      event: "Lesson Passed",
      anonymousId: "a",
      context: { passive: true },
      properties: { contentId: "c", type: "x" },
    });
  });
});

describe("a delivery that is repeated", () => {
  const LOGIN = '{ when: { v: 1 }, becomes: Seen, with: { userId: "{u}" } }';
  const ids = (text: string, payload: unknown, headers = {}) =>
    map(text, payload, headers).mapped.map(({ call }) => call.messageId);

  it("is known again by its id, also where the file has had other events or fields since", () => {
    const id = 'id: "{header:x-id}"';
    const [before] = ids(`${id}\nevents: [${LOGIN}]`, { v: 1, u: "a" }, { "x-id": "d1" });
    const more = '{ becomes: Other, with: { userId: "{u}" } }';
    const after = ids(`${id}\nevents: [${more}, ${LOGIN}]`, { v: 1, u: "a", retry: 2 }, { "x-id": "d1" });
    expect(after[1]).toBe(before);
    expect(after[0]).not.toBe(before);
    expect(ids(`${id}\nevents: [${LOGIN}]`, { v: 1, u: "a" }, { "x-id": "d2" })[0]).not.toBe(before);
  });

  it("is known again by all that it says where it has no id; two things in one are two", () => {
    const text = `items: list\nevents: [{ becomes: Seen, with: { userId: "{item}" } }]`;
    const [first, second] = ids(text, { list: ["a", "a"], at: 1 });
    expect(first).not.toBe(second);
    expect(ids(text, { at: 1, list: ["a", "a"] })).toEqual([first, second]);
    expect(ids(text, { list: ["a", "a"], at: 2 })[0]).not.toBe(first);
  });

  it("has an id for all its items, or one for each, which goes with it", () => {
    const text = (id: string) =>
      `id: "{${id}}"\nitems: list\nevents: [{ becomes: Seen, with: { userId: "{item.u}" } }]`;
    const [a, b] = [
      { u: "a", id: 1 },
      { u: "b", id: 2 },
    ];
    const [first, second] = ids(text("d"), { d: 9, list: [a, b] });
    expect(first).not.toBe(second);
    expect(ids(text("d"), { d: 9, list: [a, b], retry: 1 })).toEqual([first, second]);
    expect(ids(text("item.id"), { list: [b, a] })).toEqual(ids(text("item.id"), { list: [a, b] }).reverse());
  });

  it("of two events that make the same of it, each counts", () => {
    const [one, other] = ids(`id: "{v}"\nevents: [${LOGIN}, ${LOGIN}]`, { v: 1, u: "a" });
    expect(one).not.toBe(other);
  });
});

describe("items", () => {
  const text = (items: string) =>
    `items: ${items}\nevents: [{ when: { item.a: 1 }, becomes: Seen, with: { userId: "{item.u}-{t}" } }]`;
  const users = ({ mapped }: MappedDelivery) => mapped.map(({ call, item }) => [item, call.userId]);

  it("are each looked at, beside the rest of the body", () => {
    const delivery = map(text("list"), { t: "T", list: [{ a: 1, u: "x" }, { a: 2 }, { a: 1, u: "y" }] });
    expect(users(delivery)).toEqual([
      [0, "x-T"],
      [2, "y-T"],
    ]);
    expect([delivery.items, delivery.unmatched]).toEqual([3, [1]]);
  });

  it("may be one alone, none, or the body itself", () => {
    expect(users(map(text("list"), { t: "T", list: { a: 1, u: "x" } }))).toEqual([[0, "x-T"]]);
    expect(map(text("list"), {}).items).toBe(0);
    expect(map(text("."), [{ a: 1, u: "x" }, 7]).mapped.map(({ missing }) => missing)).toEqual([["t"]]);
  });
});

it("whatever a sender posts is mapped or not, and nothing breaks", () => {
  const seed = Number(process.env.SEED ?? 20261128);
  const connector = connect(`id: "{a.0}"
items: a
timezone: Europe/Paris
events:
  - { when: { a: present }, becomes: Content Published, with: { contentId: "c-{item.b}", themes: ["{a.b}", "{item}"], publishedAt: "{item}" } }
  - { when: { item.b: [1, x] }, becomes: identify, with: { userId: "{item}", timestamp: "{b}", role: { from: "{item}", names: { a: staff } } } }`);
  const json = fc.jsonValue({ maxDepth: 4 });
  const payload = fc.oneof(json, fc.record({ a: fc.oneof(json, fc.array(fc.record({ b: json }))), b: json }));
  fc.assert(
    fc.property(payload, (value) => {
      const header = () => null;
      const { mapped } = mapDelivery(connector, { payload: value, header, receivedAt: new Date(0) });
      expect(JSON.parse(JSON.stringify(mapped))).toHaveLength(mapped.length);
    }),
    { seed, numRuns: 500 },
  );
});
