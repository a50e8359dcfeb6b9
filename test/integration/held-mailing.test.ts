import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const MEMBERS = 40;

let scene: WorkerScene;

function settings(more: string): string {
  return `from: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n${more}`;
}

/** For the members whose number is so large at most. */
function ruleText(upTo: number): string {
  const picks = "picks: { hot: 2, cold: 0 }";
  return `rule: a\nstate: live\nwhen: { member: { size: { less_than: ${upTo + 1} } } }\nsend: { every: day, at: "08:00" }\ndigest: { subject: Hello, ${picks} }\n`;
}

beforeEach(async () => {
  scene = await openWorkerScene(MEMBERS);
  await scene.query("UPDATE member SET attributes = jsonb_build_object('size', id)");
});
afterEach(async () => {
  await scene.close();
  expect(scene.told).toEqual([]);
});

describe("a mailing that is far larger than usual", { timeout: 120_000 }, () => {
  it("is planned and held, said everywhere, and leaves after it was released", async () => {
    scene.write("settings.yaml", settings("sending: on\nalerts: { to: [pat@example.org] }\n"));
    scene.write("a.yaml", ruleText(5));
    await scene.worker(async (cycleAt) => {
      for (const day of [10, 11, 12]) await cycleAt(`2026-03-${day}T08:00:00Z`);
      scene.write("a.yaml", ruleText(MEMBERS));
      scene.subjects();
      const held = await cycleAt("2026-03-13T08:00:00Z");
      expect(held.slots).toMatchObject([
        { rule: "a", heldBy: "brake", funnel: { planned: MEMBERS }, outcome: { held: MEMBERS, accepted: 0 } },
      ]);
      expect(scene.subjects()).toEqual([expect.stringMatching(/^\[Rekindle\] a, .* 40 digests held$/)]);
    });
    expect(await scene.command("rules", "list", "--at", "2026-03-13T08:05:00Z")).toMatch(
      /40 digests of 2026-03-13, UTC: held by the brake\. Let go with: rekindle release a/,
    );
    expect(await scene.command("outbox", "--state", "planned")).toContain("held by the brake: rekindle release a");
    expect(await scene.command("run", "--at", "2026-03-13T08:10:00Z")).toMatch(
      /40 digests held by the brake, until their day is over\. Let go with: rekindle release a/,
    );
    expect(scene.subjects()).toEqual([]);
    expect(await scene.command("release", "a", "--at", "2026-03-13T08:11:00Z")).toMatch(
      /Released 40 digests of a(.|\n)*2026-03-13 +UTC +40 +5 +the brake/,
    );
    expect(await scene.command("release", "a", "--at", "2026-03-13T08:11:00Z")).toBe("Nothing of a is held.");
    expect(JSON.parse(await scene.command("release", "a", "--at", "2026-03-13T08:11:00Z", "--json"))).toEqual({
      rule: "a",
      released: [],
    });
    const released = JSON.parse(await scene.command("run", "--at", "2026-03-13T08:12:00Z", "--json")) as object;
    expect(released).toMatchObject({ slots: [{ heldBy: null, outcome: { accepted: MEMBERS, held: 0 } }] });
    expect(scene.subjects()).toEqual(["Hello"]);
  });

  it("is told beforehand by a dry run and a preview", async () => {
    scene.write("settings.yaml", settings("sending: on\n"));
    scene.write("a.yaml", ruleText(5));
    await scene.worker(async (cycleAt) => {
      for (const day of [10, 11, 12]) await cycleAt(`2026-03-${day}T08:00:00Z`);
    });
    scene.write("a.yaml", ruleText(MEMBERS));
    expect(await scene.command("run", "--dry-run", "--at", "2026-03-13T08:00:00Z")).toContain(
      "40 digests would be held by the brake.",
    );
    expect(await scene.command("rules", "preview", "a", "--at", "2026-03-13T08:00:00Z")).toContain(
      "All of them would be held, until: rekindle release a",
    );
  });

  it("counts apart who is held out in a preview, at the hour of the community's clocks", async () => {
    const half = settings("sending: on\n")
      .replace("share: 0%", "share: 50%")
      .replace("timezone: UTC", "timezone: Europe/Paris");
    scene.write("settings.yaml", half);
    scene.write("a.yaml", ruleText(MEMBERS));
    const at = ["--at", "2026-03-13T07:00:00Z"] as const;
    const { members } = JSON.parse(await scene.command("rules", "preview", "a", ...at, "--json")) as {
      members: { arm: string }[];
    };
    const heldOut = members.filter(({ arm }) => arm === "held_out").length;
    expect(heldOut).toBeGreaterThan(1);
    const shown = await scene.command("rules", "preview", "a", ...at, "--limit", "1");
    expect(shown).toContain(
      `a: ${MEMBERS - heldOut} members would get a digest, ${heldOut} more are held out, at 2026-03-13 08:00 (Europe/Paris)\n`,
    );
    expect(shown).toMatch(/\nNext due: 2026-03-1\d \d\d:\d\d \(Europe\/Paris\)\.$/);
  });
});

describe("a proof from a running worker", { timeout: 120_000 }, () => {
  it("shows three real digests whose links unsubscribe nobody, and leaves although sending is off", async () => {
    scene.write("settings.yaml", settings("sending: off\nreview: { before: 2 hours, to: [pat@example.org] }\n"));
    scene.write("a.yaml", ruleText(MEMBERS));
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T05:59:00Z");
      expect(scene.sink.mails).toHaveLength(0);
      await cycleAt("2026-03-10T06:00:00Z");
      await cycleAt("2026-03-10T06:01:00Z");
    });
    // The same again in another process, and on to the mailing itself.
    await scene.worker(async (cycleAt) => {
      const { slots } = await cycleAt("2026-03-10T08:00:00Z");
      expect(slots).toMatchObject([{ outcome: { held: MEMBERS, accepted: 0 } }]);
    });
    const mails = await Promise.all(scene.sink.mails.map(({ raw }) => simpleParser(raw)));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.attachments).toHaveLength(3);
    for (const { content } of mails[0]?.attachments ?? []) {
      const html = content.toString("utf8");
      expect(html).toContain("Content ");
      expect(html).toContain("/u/sample");
      expect(html).not.toMatch(/\/u\/1u-/);
    }
    expect(await scene.query("SELECT state, count(*) AS n FROM digest GROUP BY 1")).toEqual([
      { state: "rendered", n: MEMBERS },
    ]);
  });
});
