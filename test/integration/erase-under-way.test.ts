import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eraseMember } from "../../src/audience/privacy/erase-member.ts";
import { createPrivacyStore } from "../../src/platform/postgres/privacy/privacy-store.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { requirement } from "../support/requirements.ts";
import { takeRows } from "../support/take-rows.ts";
import { emptyRedis, readRedis, whereNamed } from "../support/where-named.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const ID = "u-camille-7301";
const ADDRESS = "camille.roux@members.example";
const NAME = "Camille Roux";
const PERSON = [ID, ADDRESS, "camille"];
const NO_SHELF = { forget: async () => 0 };

const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nquiet_hours: null\nholdout: { share: 0% }\ncaps: []\n";
const MORNING =
  'rule: morning\nwhen: { member: { plan: gold } }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "{{ member.firstName }}, good morning", picks: { hot: 2, cold: 0 } }\nstate: live\n';
const REPLIES =
  'rule: replies\nupon: { activity: Comment Created, to: [author], gather: 30 minutes }\ndigest: { template: activity, subject: "{{ subjects[0].says }}" }\nstate: live\n';

const program = requirement("redis");
let redis: TestRedis | null = null;
let scene: WorkerScene;

beforeAll(async () => {
  if (program !== null) redis = await startRedis(program, ["--maxmemory-policy", "noeviction"]);
});
afterAll(() => redis?.stop());

beforeEach(async () => {
  if (redis !== null) await emptyRedis(redis.url);
  // One mail at a time, so that what else is claimed waits behind it.
  scene = await openWorkerScene(0, (smtpUrl) => ({
    SMTP_URL: `${smtpUrl}?maxConnections=1`,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  }));
  scene.write("settings.yaml", SETTINGS);
  await takeRows(
    scene.test.database,
    "members",
    [
      {
        id: "a-tom-1",
        email: "tom@members.example",
        firstName: "Tom",
        createdAt: "2026-01-05T00:00:00Z",
        plan: "gold",
      },
      {
        id: ID,
        email: ADDRESS,
        firstName: "Camille",
        name: NAME,
        createdAt: "2026-01-05T00:00:00Z",
        plan: "gold",
        seat: 7,
      },
    ],
    "2026-03-09T00:00:00Z",
  );
});
afterEach(async () => {
  process.exitCode = undefined;
  await scene.close();
});

const held = (count: number) => expect.poll(() => scene.sink.held, { timeout: 20_000 }).toBe(count);
const erase = (...words: string[]) => scene.command("members", "erase", ID, "--yes", ...words);
type CycleAt = Parameters<Parameters<WorkerScene["worker"]>[0]>[0];

/** Work done while the server has a mail of that cycle and has not answered; `release` lets it answer before the end. */
async function whileHeld(cycleAt: CycleAt, at: string, work: (release: () => void) => Promise<void>): Promise<void> {
  const release = scene.sink.holdAnswers();
  const cycle = cycleAt(at);
  try {
    await held(1);
    await work(release);
  } finally {
    release();
    await cycle;
  }
}

const stateOf = async (id: string) =>
  (
    await scene.query<{ state: string }>(
      `SELECT d.state FROM digest d JOIN member m ON m.id = d.member_id WHERE m.external_id = '${id}'`,
    )
  ).map(({ state }) => state);
const recipients = () => scene.sink.mails.map(({ to }) => to);

describe("erasing a member while", { timeout: 120_000 }, () => {
  it("their own mail is being handed to the server lets that one go, and nothing of them stays", async () => {
    scene.write("morning.yaml", MORNING.replace("plan: gold", "seat: 7"));
    await scene.worker(async (cycleAt) => {
      await whileHeld(cycleAt, "2026-03-10T08:00:00Z", async () => {
        expect(await stateOf(ID)).toEqual(["submitting"]);
        expect(await whereNamed(scene, PERSON)).not.toEqual([]);
        if (redis !== null) expect(await readRedis(redis.url)).not.toEqual([]);
        expect(await erase()).toContain("1 mail was being handed to the mail server at that moment");
        expect(await whereNamed(scene, PERSON)).toEqual([]);
      });
      await cycleAt("2026-03-10T09:00:00Z");
    });
    expect(recipients()).toEqual([ADDRESS]);
    expect(await whereNamed(scene, PERSON)).toEqual([]);
    expect(
      await scene.query("SELECT FROM digest UNION ALL SELECT FROM digest_mail UNION ALL SELECT FROM pick"),
    ).toEqual([]);
    expect(await scene.query("SELECT reason FROM suppression")).toEqual([{ reason: "erased" }]);
  });

  it.each([
    ["refuses it for good", `550 5.1.1 <${ADDRESS}>: no such user`],
    ["wants it later, for its whole domain", `421 4.7.0 too many mails for <${ADDRESS}>`],
    ["wants it later", `451 4.7.1 <${ADDRESS.toUpperCase()}>: try again`],
  ])("the server has their mail and then %s leaves nothing of what it says", async (_what, reply) => {
    scene.write("morning.yaml", MORNING.replace("plan: gold", "seat: 7"));
    await scene.worker(async (cycleAt) => {
      await whileHeld(cycleAt, "2026-03-10T08:00:00Z", async () => {
        await erase();
        scene.sink.misbehave("dot", { reply }, { times: 1 });
      });
      await cycleAt("2026-03-10T09:00:00Z");
    });
    expect(recipients()).toEqual([]);
    expect(await whereNamed(scene, PERSON)).toEqual([]);
  });

  it("their mail waits behind another, claimed, keeps it from leaving", async () => {
    scene.write("morning.yaml", MORNING);
    await scene.worker(async (cycleAt) => {
      await whileHeld(cycleAt, "2026-03-10T08:00:00Z", async () => {
        expect([await stateOf("a-tom-1"), await stateOf(ID)]).toEqual([["submitting"], ["claimed"]]);
        expect(await erase()).not.toContain("being handed");
      });
    });
    expect(recipients()).toEqual(["tom@members.example"]);
    expect(await whereNamed(scene, PERSON)).toEqual([]);
  });

  describe("a mail to somebody else tells of them", () => {
    beforeEach(async () => {
      scene.write("replies.yaml", REPLIES);
      await takeRows(
        scene.test.database,
        "content",
        [
          {
            id: "d1",
            title: "Prices?",
            url: "https://site.example/d1",
            authorId: "a-tom-1",
            publishedAt: "2026-03-01T08:00:00Z",
          },
        ],
        "2026-03-09T00:00:00Z",
      );
    });
    const comment = () =>
      takeRows(
        scene.test.database,
        "events",
        [{ event: "Comment Created", userId: ID, timestamp: "2026-03-09T23:10:00Z", contentId: "d1" }],
        "2026-03-09T23:30:00Z",
      );

    it("waits for it, and takes its text out then", async () => {
      await scene.worker(async (cycleAt) => {
        await comment();
        await whileHeld(cycleAt, "2026-03-10T00:00:00Z", async (release) => {
          expect(await whereNamed(scene, PERSON)).toContain("public.digest_mail.body");
          const erasing = erase();
          setTimeout(release, 700);
          expect(await erasing).not.toContain("Not finished");
        });
      });
      expect(scene.sink.mails[0]?.raw).toContain("Camille");
      expect(await whereNamed(scene, PERSON)).toEqual([]);
      expect(await scene.query("SELECT FROM told WHERE actor_id IS NOT NULL")).toEqual([]);
    });

    it("says which, where that takes too long, and erasing again takes the rest out", async () => {
      const store = createPrivacyStore(scene.test.database, { waitMs: 300 });
      await scene.worker(async (cycleAt) => {
        await comment();
        await whileHeld(cycleAt, "2026-03-10T00:00:00Z", async () => {
          const person = await store.findPerson(ID);
          if (person === null) throw new Error("nobody is there");
          const [tom] = await scene.query<{ id: number }>("SELECT id FROM member WHERE external_id = 'a-tom-1'");
          const erased = await eraseMember({ store, shelf: NO_SHELF }, person, { by: "person p", at: new Date() });
          expect(erased.stillUnderWay).toMatchObject({
            mails: [{ digest: `${tom?.id}.1`, rule: "replies", since: expect.any(Date) }],
            transactions: [],
          });
        });
        expect(await whereNamed(scene, PERSON)).toEqual(["public.digest_mail.subject", "public.digest_mail.body"]);
        await expect(erase()).rejects.toThrow("There is no member");
        expect(await erase("--again")).toContain(`Erased ${ID}`);
      });
      expect(await whereNamed(scene, PERSON)).toEqual([]);
      expect(await scene.query("SELECT FROM told WHERE actor_id IS NOT NULL")).toEqual([]);
    });
  });

  it("a transaction does not end says which", async () => {
    const store = createPrivacyStore(scene.test.database, { waitMs: 300 });
    const person = await store.findPerson(ID);
    if (person === null) throw new Error("nobody is there");
    await scene.test.database.transaction(async (transaction) => {
      const [own] = await transaction.query<{ pid: number }>({ text: "SELECT pg_backend_pid() AS pid", values: [] });
      const erased = await eraseMember({ store, shelf: NO_SHELF }, person, { by: "person p", at: new Date() });
      expect(erased.stillUnderWay).toMatchObject({
        mails: [],
        transactions: [{ pid: own?.pid, doing: expect.stringContaining("SELECT pg_backend_pid()") }],
      });
    });
  });
});
