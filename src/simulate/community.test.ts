import { describe, expect, it } from "vitest";
import { DAY_MS, localDateOf, localTimeOf, MINUTE_MS } from "../core/calendar.ts";
import { actsOfDay } from "./acts.ts";
import { NO_EFFECT, PLANTED_EFFECT, type ReceivedDigest, type SimulatedVisit, visitsOfDay } from "./behaviour.ts";
import { type Community, createCommunity, dateOfDay, homeTimezone } from "./community.ts";
import { THEMES } from "./titles.ts";

const OPTIONS = { seed: 7, members: 120, start: "2026-09-07", weeks: 8, historyWeeks: 8, contentsPerWeekday: 4 };
const community = createCommunity(OPTIONS);

function livesOf(world: Community, digests: readonly ReceivedDigest[]): SimulatedVisit[][] {
  return world.members.map((member) =>
    Array.from({ length: world.endDay }, (_, day) => day).flatMap((day) =>
      visitsOfDay(
        world,
        member,
        day,
        digests.filter((digest) => digest.day <= day),
        PLANTED_EFFECT,
      ),
    ),
  );
}

describe("a simulated community", () => {
  it("is the same for the same seed and another for another", () => {
    expect(createCommunity(OPTIONS)).toEqual(community);
    expect(createCommunity({ ...OPTIONS, seed: 8 }).members.map(({ email }) => email)).not.toEqual(
      community.members.map(({ email }) => email),
    );
  });

  it("has titles and addresses that no two share", () => {
    const titles = community.contents.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const addresses = community.members.flatMap(({ email }) => email ?? []);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(titles.join()).not.toMatch(/[{}]/);
  });

  it("has people of every kind that the road treats differently", () => {
    const members = createCommunity({ ...OPTIONS, members: 600 }).members;
    expect(new Set(members.map(homeTimezone)).size).toBe(5);
    expect(members.some(({ timezone }) => timezone === null)).toBe(true);
    expect(members.some(({ email }) => email === null)).toBe(true);
    expect(members.some(({ subscribed }) => subscribed === false)).toBe(true);
    expect(new Set(members.map(({ locale }) => locale.slice(0, 2)))).toEqual(new Set(["en", "fr"]));
    expect(new Set(community.contents.flatMap(({ themes }) => themes))).toEqual(new Set(THEMES));
  });

  it("lives each visit inside its own local day, after the morning's mails, and visits never run into one another", () => {
    const lives = livesOf(community, []);
    for (const [index, visits] of lives.entries()) {
      const member = community.members[index];
      if (!member) throw new Error("a life without a member");
      let before = 0;
      for (const visit of visits) {
        const timezone = homeTimezone(member);
        expect(localDateOf(new Date(visit.endsAt), timezone)).toBe(dateOfDay(community, visit.day));
        expect(localTimeOf(new Date(visit.startsAt), timezone) >= "09:00").toBe(true);
        expect(visit.startsAt - before).toBeGreaterThan(30 * MINUTE_MS);
        expect(visit.endsAt - visit.startsAt).toBeLessThan(30 * MINUTE_MS);
        before = visit.endsAt;
      }
    }
  });

  it("shows nobody what is not yet published, withdrawn, their own or in a language they do not read", () => {
    for (const [index, visits] of livesOf(community, []).entries()) {
      for (const { content, at } of visits.flatMap(({ views }) => views)) {
        expect(content.publishedAt.getTime()).toBeLessThanOrEqual(at);
        expect(content.withdrawnAt === null || content.withdrawnAt.getTime() > at - DAY_MS).toBe(true);
        expect(content.authorId).not.toBe(community.members[index]?.externalId);
        expect(community.members[index]?.reads).toContain(content.language);
      }
    }
  });

  it("changes nothing but what follows a digest: without an effect both worlds are one", () => {
    const member = community.members[3];
    if (!member) throw new Error("no member");
    const digest = { day: community.firstDay, contents: community.contents.slice(0, 5) };
    for (let day = 0; day < community.endDay; day++) {
      expect(actsOfDay(community, member, day, [digest], NO_EFFECT)).toEqual(
        actsOfDay(community, member, day, [], PLANTED_EFFECT),
      );
    }
  });

  it("opens a page on arriving and one for each content, so that visits are of one page and of several", () => {
    const pages = community.members.flatMap((member) =>
      Array.from({ length: community.endDay }, (_, day) => day).flatMap((day) => {
        const acts = actsOfDay(community, member, day, [], NO_EFFECT);
        const count = (name: string) => acts.filter((act) => act.name === name).length;
        const visits = acts.filter(({ isArrival }) => isArrival).length;
        expect(visits).toBe(visitsOfDay(community, member, day, [], NO_EFFECT).length);
        expect(count("Page Viewed")).toBe(visits + count("Content Viewed"));
        return visits === 1 ? [count("Page Viewed")] : [];
      }),
    );
    expect(pages).toContain(1);
    expect(pages.filter((count) => count > 1).length).toBeGreaterThan(pages.length / 4);
  });

  it("brings people back with a digest, and never keeps anyone away", () => {
    const digest = { day: community.firstDay, contents: community.contents.slice(100, 105) };
    const without = livesOf(community, []);
    const mailed = livesOf(community, [digest]);
    const days = (visits: readonly SimulatedVisit[]) => new Set(visits.map((visit) => visit.day));
    let more = 0;
    for (const [index, visits] of without.entries()) {
      const now = days(mailed[index] ?? []);
      for (const day of days(visits)) expect(now.has(day)).toBe(true);
      more += now.size - days(visits).size;
    }
    expect(more).toBeGreaterThan(0);
  });
});
