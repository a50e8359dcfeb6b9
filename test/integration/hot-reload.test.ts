import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import { showDigest } from "../../src/delivery/outbox/show-digest.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const MEMBERS = 3;
const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n";

let scene: WorkerScene;

beforeEach(async () => {
  scene = await openWorkerScene(MEMBERS);
  scene.write("settings.yaml", SETTINGS);
});
afterEach(async () => {
  await scene.close();
  expect(scene.told.filter((line) => !/\.yaml (can|is no longer)/.test(line))).toEqual([]);
});

function ruleText(name: string, subject: string, more = "state: live\n"): string {
  return `rule: ${name}\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "${subject}", picks: { hot: 2, cold: 0 } }\n${more}`;
}

const states = () =>
  scene.query<{ rule: string }>(
    "SELECT rule, period, state, reason, count(*) AS n FROM digest GROUP BY 1, 2, 3, 4 ORDER BY 2, 1",
  );

describe("a changed folder, in a running worker", { timeout: 120_000 }, () => {
  it("takes effect at the next slot, and every digest names the version that made it", async () => {
    scene.write("a.yaml", ruleText("a", "One"));
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(scene.subjects()).toEqual(["One"]);
      scene.write("a.yaml", ruleText("a", "Two"));
      await cycleAt("2026-03-10T09:00:00Z");
      expect(scene.subjects()).toEqual([]);
      await cycleAt("2026-03-11T08:00:00Z");
      expect(scene.subjects()).toEqual(["Two"]);
    });
    const store = createOutboxStore(scene.test.database);
    const digests = await store.listDigests({ state: "accepted", limit: 100 });
    expect(digests).toHaveLength(2 * MEMBERS);
    for (const { key, period } of digests) {
      const { ruleVersion, mail } = await showDigest({ store }, formatDigestKey(key));
      const subject = period === "2026-03-10" ? "One" : "Two";
      expect(mail?.subject).toBe(subject);
      expect(ruleVersion).toMatchObject({ file: "a.yaml", source: ruleText("a", subject) });
    }
    expect(await scene.query("SELECT count(*) AS n FROM rule_version WHERE rule = 'a'")).toEqual([{ n: 2 }]);
  });

  it("brings a new rule, and one that is no longer a draft, at their next slot", async () => {
    scene.write("a.yaml", ruleText("a", "One", "state: draft\n"));
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await states()).toEqual([]);
      scene.write("a.yaml", ruleText("a", "One"));
      scene.write("b.yaml", ruleText("b", "Other").replace("08:00", "09:00"));
      await cycleAt("2026-03-10T08:30:00Z");
      // The slot of 08:00 is within catch-up, and nobody has planned it: it is the next one.
      expect(scene.subjects()).toEqual(["One"]);
      await cycleAt("2026-03-10T09:00:00Z");
      expect(scene.subjects()).toEqual(["Other"]);
    });
  });

  it("keeps the last valid version of a file that is broken, also after a restart, until it is mended", async () => {
    scene.write("a.yaml", ruleText("a", "One"));
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      scene.write("a.yaml", ruleText("a", "Two").replace("inactive", "inactiv"));
      scene.write("b.yaml", ruleText("b", "Other").replace("08:00", "09:00"));
      await cycleAt("2026-03-11T08:00:00Z");
      await cycleAt("2026-03-11T09:00:00Z");
      expect(scene.subjects()).toEqual(["One", "Other"]);
    });
    // Not again in each cycle.
    expect(scene.told).toEqual([expect.stringMatching(/^a\.yaml cannot .*: *\n\na\.yaml:2:9 mistake\n.*inactiv/)]);
    scene.write("c.yaml", "rule: c\n");
    scene.write("settings.yaml", `${SETTINGS}nonsense: 1\n`);
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-12T08:00:00Z");
      expect(scene.subjects()).toEqual(["One"]);
      scene.write("a.yaml", ruleText("a", "Three"));
      scene.write("settings.yaml", SETTINGS);
      scene.remove("c.yaml");
      await cycleAt("2026-03-13T08:00:00Z");
      expect(scene.subjects()).toEqual(["Three"]);
    });
    expect(scene.told.slice(1).map((line) => line.split(":")[0])).toEqual([
      "a.yaml cannot be used as it stands; its last valid version goes on",
      "c.yaml cannot be used as it stands; nothing is sent by it",
      "settings.yaml cannot be used as it stands; its last valid version goes on",
      "a.yaml can be used again.",
      "c.yaml is no longer in the rules folder.",
      "settings.yaml can be used again.",
    ]);
    expect(await scene.query("SELECT count(DISTINCT rule_hash) AS n FROM digest WHERE rule = 'a'")).toEqual([{ n: 2 }]);
  });

  it("expires what a rule that was deleted, paused or renamed has not sent; under its new name it begins anew", async () => {
    const limits = "limits: { again_after: 7 days }\nstate: live\n";
    scene.write(
      "settings.yaml",
      "sending: off\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\nexpire_after: 3 days\n",
    );
    for (const [index, name] of ["deleted", "paused", "renamed"].entries()) {
      scene.write(`${name}.yaml`, ruleText(name, name, limits).replace("08:00", `1${index}:00`));
    }
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T12:00:00Z");
      expect(await states()).toMatchObject([
        { rule: "deleted", state: "rendered", n: MEMBERS },
        { rule: "paused", state: "rendered", n: MEMBERS },
        { rule: "renamed", state: "rendered", n: MEMBERS },
      ]);
      scene.remove("deleted.yaml");
      scene.write("paused.yaml", ruleText("paused", "paused", "state: paused\n"));
      scene.remove("renamed.yaml");
      scene.write("another.yaml", ruleText("another", "another", limits).replace("08:00", "12:00"));
      await cycleAt("2026-03-10T12:01:00Z");
      expect(await states()).toEqual([
        { rule: "another", period: "2026-03-10", state: "rendered", reason: null, n: MEMBERS },
        { rule: "deleted", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
        { rule: "paused", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
        { rule: "renamed", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
      ]);
      // Its own again_after holds from here on.
      await cycleAt("2026-03-11T12:00:00Z");
      expect((await states()).filter(({ rule }) => rule === "another")).toHaveLength(1);
    });
  });
});
