import { expect, it } from "vitest";
import { tellArrivals } from "./arrival-words.ts";

const NONE = {
  first: null,
  latest: null,
  lastDay: [],
  refused: 0,
  inPart: 0,
  unread: [],
  strangers: null,
  exposed: [],
  someStored: false,
};
const now = new Date("2026-11-28T12:00:00Z");

it("says that no event has come yet, and where to read how they do", () => {
  expect(tellArrivals({ ...NONE, now })).toEqual({
    ok: null,
    says: "no event has come yet",
    remedy: "See docs/connect.md",
  });
  expect(tellArrivals({ ...NONE, now, refused: 3 }).says).toContain("3 refused, see why with: rekindle rejected");
  expect(tellArrivals({ ...NONE, now, refused: 3, inPart: 1200 }).says).toContain(
    "3 refused; 1,200 taken without a field that cannot be used, see why with: rekindle rejected",
  );
  expect(tellArrivals({ ...NONE, now, someStored: true }).says).toContain("earlier ones are stored");
});

it("says how many requests had no good key, and where one comes from while no event has come", () => {
  const strangers = { requests: 1200, latestAt: new Date("2026-11-28T11:58:59Z") };
  const { says, remedy } = tellArrivals({ ...NONE, now, strangers, refused: 3 });
  expect(says).toBe(
    "no event has come yet\n1,200 requests without a good key in the last day, the latest at 2026-11-28 11:58Z\n3 refused, see why with: rekindle rejected",
  );
  expect(remedy).toContain("rekindle keys create");
});

it("says when the first and the latest came, which way, and how many in the last day", () => {
  const first = { source: "import events", at: new Date("2026-11-20T08:00:59Z") };
  const latest = { source: "key site", at: new Date("2026-11-28T11:59:00Z") };
  const lastDay = [{ source: "key site", events: 1200 }];
  expect(tellArrivals({ ...NONE, first, latest, now, lastDay })).toEqual({
    ok: true,
    says: "the first came at 2026-11-20 08:00Z by import events\nthe latest at 2026-11-28 11:59Z by key site\nin the last day 1,200 by key site",
    remedy: null,
  });
  const quiet = tellArrivals({ ...NONE, first, latest, now: new Date("2026-11-30T12:00:00Z") });
  expect(quiet).toMatchObject({ ok: null, says: expect.stringContaining("in the last day 0 events") });
  expect(quiet.remedy).toContain("keys list");
});

it("says which key for servers stands in a page, and what to do", () => {
  const exposed = [{ key: "site", requests: 12, latestAt: new Date("2026-11-28T11:59:00Z") }];
  const { ok, says, remedy } = tellArrivals({ ...NONE, now, exposed });
  expect(ok).toBe(false);
  expect(says).toContain("12 requests of a page by key site, the latest at 2026-11-28 11:59Z");
  expect(remedy).toContain("--browser");
  expect(remedy).toContain("rekindle keys revoke site");
});

it("says how many requests were refused whole, of whom, and no more than five of them", () => {
  const unread = Array.from({ length: 7 }, (_, at) => ({
    source: at === 0 ? "no good key" : `hook ${at}`,
    requests: 1000,
    latestAt: new Date("2026-11-28T11:58:59Z"),
  }));
  const { says, remedy } = tellArrivals({ ...NONE, now, unread });
  expect(says).toContain(
    "no event has come yet\n7,000 requests refused whole in the last day: 1,000 without a good key, the latest at 2026-11-28 11:58Z; 1,000 by hook 1,",
  );
  expect(says).toMatch(/by hook 4, [^;]*; and 2 sources more, see why with: rekindle rejected$/);
  expect(remedy).toContain("docs/connect.md");
});
