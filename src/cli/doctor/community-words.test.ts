import { expect, it } from "vitest";
import { tellContents, tellMailable } from "./community-words.ts";

const NOBODY = { mailable: 0, team: 0, noEmail: 0, unsubscribed: 0, suppressed: 0, noConsent: 0, isEstimated: false };
const NONE_SHARED = { addresses: 0, members: 0, isEstimated: false };

it("says how many members can be mailed, and why the others cannot", () => {
  const counts = { ...NOBODY, mailable: 1500, team: 3, noEmail: 20, unsubscribed: 7, suppressed: 2, noConsent: 1 };
  expect(tellMailable(counts, { addresses: 1, members: 2, isEstimated: false })).toEqual({
    ok: true,
    says: `1,500 of 1,530 members can be mailed
the others: 20 without an e-mail address, 7 unsubscribed, 2 whose address bounced or complained, 1 without a recorded yes
3 more are staff, moderators or the team: rules leave them out
2 share 1 address: each gets mails of their own; a no, a bounce or a complaint of one stops mail to all who have the address`,
    remedy: null,
  });
  expect(tellMailable({ ...counts, isEstimated: true }, NONE_SHARED).says).toContain("(estimated from a sample)");
  expect(tellMailable(counts, { addresses: 50, members: 105, isEstimated: true }).says).toContain(
    "about 105 share about 50 addresses: ",
  );
});

it("says what is missing where nobody can be mailed", () => {
  expect(tellMailable(NOBODY, NONE_SHARED)).toMatchObject({ ok: null, says: "nobody is known yet" });
  expect(tellMailable({ ...NOBODY, noEmail: 4 }, NONE_SHARED)).toMatchObject({
    ok: false,
    remedy: expect.stringContaining("email in the traits"),
  });
  expect(tellMailable({ ...NOBODY, noConsent: 4 }, NONE_SHARED).remedy).toContain("consent: recorded");
});

it("says whether there are contents, recent ones, open ones, and ones with themes", () => {
  const some = { published: 1200, recent: 30, open: 1200, themed: 1200, latest: new Date("2026-11-27T08:00:00Z") };
  expect(tellContents(some, "14 days")).toEqual({
    ok: true,
    says: "1,200 published, 30 of them in the last 14 days, the latest of 2026-11-27",
    remedy: null,
  });
  expect(tellContents({ ...some, published: 0 }, "14 days")).toMatchObject({ ok: null, says: "none is published" });
  const lacking = tellContents({ ...some, recent: 0, open: 0, themed: 0 }, "14 days");
  expect(lacking.ok).toBeNull();
  for (const words of ["hot_for", "open to everybody", "Without themes"]) expect(lacking.remedy).toContain(words);
});
