import { type ChildProcess, fork } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createArrivalStore } from "../../src/platform/postgres/ingest/arrival-store.ts";
import { createRejectionStore } from "../../src/platform/postgres/ingest/rejection-store.ts";
import { type HookServer, startHookServer } from "../support/hook-server.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { createInstallation } from "../support/rekindle.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  AGORA_SECRET: "the-new-secret-of-agora",
  AGORA_OLD_SECRET: "the-old-secret-of-agora",
  CURSUS_TOKEN: "cursus-token-0123456789",
};
const SAMPLES = new URL("../hooks/", import.meta.url);

let server: HookServer;

beforeAll(async () => {
  server = await startHookServer(VARIABLES);
  for (const name of ["agora", "cursus"]) await write(name, await sample(`${name}.yaml`));
});

afterAll(async () => {
  await server.stop();
  expect(server.troubles).toEqual([]);
});

beforeEach(async () => {
  await emptyIngest(server.db.database);
  await server.db.database.query({ text: "TRUNCATE rejected_event, rejection, identity", values: [] });
});

const pathOf = (path: string) => fileURLToPath(new URL(path, SAMPLES));
const sample = (path: string) => readFile(pathOf(path), "utf8");
const write = (name: string, text: string) => writeFile(join(server.folder, `${name}.yaml`), text);
const rows = <Row>(text: string) => server.db.database.query<Row>({ text, values: [] });
const countActivities = async () => Number((await rows<{ n: number }>("SELECT count(*) AS n FROM activity"))[0]?.n);
const signed = (body: string | Uint8Array, secret = VARIABLES.AGORA_SECRET ?? "") =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: { success: boolean; taken?: number; says?: string; rejected?: { field: string; expected: string }[] };
}

async function post(name: string, body: string | Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${server.host}/hooks/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as string,
  });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer["json"] };
}

async function agora(event: string, delivery: string, headers: Record<string, string> = {}): Promise<Answer> {
  const body = await sample(`agora/${event}.json`);
  return post("agora", body, {
    "x-agora-event": event,
    "x-agora-delivery": delivery,
    "x-agora-signature": signed(body),
    ...headers,
  });
}

const cursus = async (body?: string) =>
  post("cursus", body ?? (await sample("cursus/activities.json")), { authorization: "Bearer cursus-token-0123456789" });

describe("a webhook", () => {
  it("is described by the document of the API, to which its answers keep", async () => {
    const document = (await (await fetch(`${server.host}/openapi.json`)).json()) as {
      paths: Record<string, { post: { responses: object } }>;
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "api");
    const isAnswer = ajv.getSchema("api#/components/schemas/HookAnswer");
    const described = Object.keys(document.paths["/hooks/{name}"]?.post.responses ?? {});
    const token = { authorization: "Bearer cursus-token-0123456789" };
    for (const [answer, status] of [
      [await cursus(), 200],
      [await post("cursus", "{}", token), 200],
      [await post("cursus", "{", token), 400],
      [await post("cursus", "{}", {}), 401],
      [await post("nobody", "{}", token), 404],
      [await post("cursus", "x".repeat(1_100_000), token), 413],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(described).toContain(String(status));
      expect([answer.json, isAnswer?.(answer.json)]).toEqual([answer.json, true]);
    }
    expect(isAnswer?.({ taken: 1 })).toBe(false);
  });

  it("makes members, contents and activities of what a community platform posts", async () => {
    for (const [at, event] of ["member.joined", "thread.opened", "reply.posted", "accounts.merged"].entries()) {
      expect([event, (await agora(event, `d${at}`)).json]).toEqual([
        event,
        { success: true, taken: event === "member.joined" ? 2 : 1, rejected: [] },
      ]);
    }
    expect(
      await rows(`SELECT email, first_name, locale, role, company, attributes FROM member WHERE external_id = '4711'`),
    ).toEqual([
      {
        email: "ines@members.example",
        first_name: "Inès",
        locale: "fr-FR",
        role: "member",
        company: "org-88",
        attributes: { city: "Lyon", "company.name": "Ateliers du Rhône" },
      },
    ]);
    expect(await rows("SELECT external_id, type, title, url, themes, published_at FROM content")).toEqual([
      {
        external_id: "thread-901",
        type: "discussion",
        title: "How do you welcome new colleagues?",
        url: "https://agora.example.org/t/901",
        themes: ["Forum", "Onboarding", "Remote work"],
        published_at: new Date("2026-11-20T10:30:00Z"),
      },
    ]);
    expect(await rows("SELECT name, occurred_at, properties FROM activity")).toEqual([
      {
        name: "Comment Created",
        occurred_at: new Date("2026-11-20T12:00:00Z"),
        properties: { replyToUserId: 4711 },
      },
    ]);
  });

  it("takes a list of things, times of a clock and seconds since 1970, and keeps what cannot be taken", async () => {
    const { status, json } = await cursus();
    expect([status, json.taken, json.rejected]).toEqual([
      200,
      6,
      [{ index: 6, field: "score", expected: "a number from 0 to 5" }],
    ]);
    expect(
      await rows(
        `SELECT external_id, type, language, themes, published_at, starts_at FROM content ORDER BY external_id`,
      ),
    ).toEqual([
      {
        external_id: "course-RGPD-2",
        type: "article",
        language: "fr",
        themes: ["Privacy", "Law"],
        published_at: new Date("2026-11-20T07:00:00Z"),
        starts_at: null,
      },
      {
        external_id: "course-W-31",
        type: "live",
        language: "en",
        themes: ["Security"],
        published_at: new Date("2026-11-20T07:05:00Z"),
        starts_at: new Date("2026-12-03T17:00:00Z"),
      },
    ]);
    expect(await rows("SELECT name, occurred_at, passive, properties FROM activity ORDER BY occurred_at")).toEqual([
      { name: "Content Viewed", occurred_at: new Date(1_795_168_800_000), passive: false, properties: null },
      {
        name: "Survey Answered",
        occurred_at: new Date(1_795_172_400_000),
        passive: false,
        properties: { survey: "csat", score: 4, scale: 5 },
      },
      { name: "Live Registered", occurred_at: new Date("2026-11-20T11:00:00Z"), passive: false, properties: null },
      {
        name: "Badge Earned",
        occurred_at: new Date("2026-11-20T14:00:00Z"),
        passive: true,
        properties: { badge: "Privacy I", portal: "Academy" },
      },
    ]);
    expect(await rows("SELECT source, reason FROM rejected_event")).toEqual([
      { source: "hook cursus", reason: "score: expected a number from 0 to 5" },
    ]);
  });

  it("counts a delivery once, however often it comes", async () => {
    const [first, again] = [await agora("reply.posted", "d1"), await agora("reply.posted", "d1")];
    expect([first.json.taken, again.json.taken]).toEqual([1, 1]);
    expect(await countActivities()).toBe(1);
    await agora("reply.posted", "d2");
    expect(await countActivities()).toBe(2);
    await emptyIngest(server.db.database);
    await Promise.all([cursus(), cursus(), cursus()]);
    await cursus();
    expect(await countActivities()).toBe(4);
  });

  it("knows a repeated delivery by what it says, where no id is named", async () => {
    const yaml = (await sample("agora.yaml")).replace(/^id: .*$/m, "");
    await write("nameless", yaml);
    const body = await sample("agora/reply.posted.json");
    const send = async (text: string) =>
      (await post("nameless", text, { "x-agora-event": "reply.posted", "x-agora-signature": signed(text) })).status;
    await expect.poll(() => send(body), { timeout: 5_000 }).toBe(200);
    expect(await send(body)).toBe(200);
    expect(await countActivities()).toBe(1);
    expect(await send(body.replace("12:00:00Z", "12:01:00Z"))).toBe(200);
    expect(await countActivities()).toBe(2);
  });

  it("takes nothing without the proof", async () => {
    const body = await sample("agora/reply.posted.json");
    const wrong: Record<string, string>[] = [
      { "x-agora-signature": "" },
      { "x-agora-signature": signed(body).slice("sha256=".length) },
      { "x-agora-signature": signed(body, "another-secret-of-agora") },
      { "x-agora-signature": signed(`${body} `) },
      { "x-agora-signature": VARIABLES.AGORA_SECRET ?? "" },
    ];
    for (const headers of wrong) {
      const { status, json } = await agora("reply.posted", "d1", headers);
      expect([status, json]).toEqual([
        401,
        { success: false, says: "The signature in the header x-agora-signature is missing or wrong." },
      ]);
    }
    const plain = await sample("cursus/activities.json");
    for (const authorization of ["cursus-token-0123456789", "Bearer cursus-token-012345678", "Bearer "]) {
      expect((await post("cursus", plain, { authorization })).status).toBe(401);
    }
    expect(await countActivities()).toBe(0);
    expect(await rows("SELECT FROM rejected_event")).toEqual([]);
    for (const signature of [
      signed(body, VARIABLES.AGORA_OLD_SECRET),
      signed(body).toUpperCase().replace("SHA256", "sha256"),
    ]) {
      expect((await agora("reply.posted", "d1", { "x-agora-signature": signature })).status).toBe(200);
    }
  });

  it("says so where nothing in it is of use", async () => {
    const { status, json } = await agora("reaction.added", "d1");
    expect([status, json]).toEqual([
      200,
      { success: true, taken: 0, rejected: [], says: "Nothing in it is of use here." },
    ]);
    expect((await cursus("{}")).json.taken).toBe(0);
  });

  it("answers what cannot be read, is too large, or has no connector", async () => {
    const as = async (body: string | Uint8Array, more: Record<string, string> = {}) =>
      (await post("agora", body, { "x-agora-signature": signed(body), ...more })).status;
    expect(await as("no json")).toBe(400);
    expect(await as("")).toBe(400);
    expect(await as("[".repeat(400_000) + "]".repeat(400_000))).toBe(400);
    expect(await as(gzipSync("{}"), { "content-encoding": "gzip" })).toBe(400);
    expect(await as(`"${"x".repeat(1024 * 1024)}"`)).toBe(413);
    expect(await as(`"${"x".repeat(1024 * 1023)}"`)).toBe(200);
    expect((await cursus(JSON.stringify({ activities: Array(2_501).fill({}) }))).status).toBe(413);
    expect((await cursus(JSON.stringify({ activities: Array(2_500).fill({}) }))).status).toBe(200);
    expect((await post("nobody", "{}", {})).status).toBe(404);
    expect((await post("..%2fagora", "{}", {})).status).toBe(404);
    expect((await fetch(`${server.host}/hooks/agora`)).status).toBe(404);
    await post("agora", "{}", { "x-agora-signature": "sha256=no" });
    const counted = async () =>
      (await createRejectionStore(server.db.database).list(new Date(0), 100)).rejections
        .filter(({ kind, reason }) => kind === "request" && !reason.includes("of this name"))
        .map(({ source, reason }) => `${source}: ${reason}`);
    await expect
      .poll(counted, { timeout: 5_000 })
      .toEqual(
        expect.arrayContaining([
          "hook agora: The body is no JSON.",
          "hook agora: The body is nested deeper than 100 levels.",
          "hook agora: The body is compressed: send it as it is.",
          "hook agora: The body is over 1048576 bytes.",
          "hook agora: The signature in the header x-agora-signature is missing or wrong.",
          "hook cursus: It says more than 2500 things.",
        ]),
      );
  });

  it("follows its file without a restart; while that has a mistake, senders are told to come again", async () => {
    const yaml = await sample("cursus.yaml");
    const body = JSON.stringify({ activities: [{ uuid: "1", verb: "liked", at: 1_795_168_800, learner: "omar" }] });
    const send = () => post("later", body, { authorization: "Bearer cursus-token-0123456789" });
    expect((await send()).status).toBe(404);
    await write("later", yaml);
    await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(200);
    expect(await countActivities()).toBe(0);
    await write("later", yaml.replace("becomes: Badge Earned", "becames: Badge Earned"));
    await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(503);
    expect((await send()).headers.get("retry-after")).toBe("60");
    expect((await cursus()).status).toBe(200);
    await emptyIngest(server.db.database);
    const event = `  - when: { item.verb: liked }
    becomes: Reaction Added
    with: { userId: "{item.learner}", timestamp: "{item.at}" }
`;
    await write("later", `${yaml}${event}`);
    await expect.poll(async () => (await send()).json.taken, { timeout: 5_000 }).toBe(1);
    expect(await countActivities()).toBe(1);
  });

  it("is counted for doctor by its name", async () => {
    await cursus();
    const arrivals = createArrivalStore(server.db.database);
    await expect
      .poll(async () => (await arrivals.tell()).lastDay.map(({ source }) => source), { timeout: 5_000 })
      .toEqual(expect.arrayContaining(["hook agora", "hook cursus"]));
  });
});

const hostileText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "‮",
    "__proto__",
    "x".repeat(20_000),
    "é".repeat(257),
    "2099-01-01T00:00:00Z",
    "1e400",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const hostileKey = fc.oneof(fc.constantFrom("__proto__", "constructor", "toString", "", "length", "0"), fc.string());
const nested = (levels: number) => `${"[".repeat(levels)}{"inner":1}${"]".repeat(levels)}`;
/** As JSON, which is how it comes. */
const hostileJson = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(12, 99, 101, 50_000).map(nested) },
  {
    weight: 6,
    arbitrary: fc
      .oneof(
        hostileText,
        fc.double(),
        fc.constantFrom(null, true, false, 2 ** 53, -1, 9e15, 1e300, [], {}),
        fc.dictionary(hostileKey, fc.jsonValue(), { noNullPrototype: true }),
        fc.array(hostileText, { maxLength: 20 }),
        fc.jsonValue({ maxDepth: 6 }),
      )
      .map((value) => JSON.stringify(value).replaceAll('"constructor":', '"__proto__":')),
  },
);

/** The text of a sample with something else at some of its places. */
function spoil(text: string, hits: readonly (readonly [number, string])[]): string {
  const places = [...text.matchAll(/(?<=: |\[ ?)("(?:[^"\\]|\\.)*"|-?\d+|true|false|null)/g)];
  const chosen = new Map(hits.map(([at, value]) => [places[at % places.length]?.index, value]));
  return places.reduceRight((spoilt, { 0: found, index }) => {
    const put = chosen.get(index) ?? found;
    return `${spoilt.slice(0, index)}${put}${spoilt.slice(index + found.length)}`;
  }, text);
}

describe("whatever is posted", () => {
  it("is answered, never breaks anything, and reaches nothing that it should not", async () => {
    const seed = Number(process.env.SEED ?? 20261128);
    const samples = await Promise.all(
      [
        "agora/member.joined",
        "agora/thread.opened",
        "agora/reply.posted",
        "agora/accounts.merged",
        "cursus/activities",
      ].map(async (path) => ({ path, text: await sample(`${path}.json`) })),
    );
    const hits = fc.array(fc.tuple(fc.nat(), hostileJson), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), hits, fc.uuid(), async ({ path, text }, spoilt, delivery) => {
        const body = spoil(text, spoilt);
        const [name = "", event = ""] = path.split("/");
        const headers =
          name === "agora"
            ? { "x-agora-event": event, "x-agora-delivery": delivery, "x-agora-signature": signed(body) }
            : { authorization: "Bearer cursus-token-0123456789" };
        const { status, json } = await post(name, body, headers);
        expect([200, 400, 413]).toContain(status);
        if (status === 200) expect(json.taken).toBeTypeOf("number");
      }),
      { seed, numRuns: 150 },
    );
    expect(({} as { inner?: unknown }).inner).toBeUndefined();
    expect(server.troubles).toEqual([]);
    expect((await agora("reply.posted", "after")).json).toEqual({ success: true, taken: 1, rejected: [] });
  });
});

describe("a server that is killed amid deliveries", () => {
  it("has lost none that it answered for, and counts none twice when they come again", async () => {
    const start = async (): Promise<{ child: ChildProcess; url: string }> => {
      const child = fork(new URL("../support/track-server.ts", import.meta.url), [server.db.url, server.folder], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const [{ port }] = (await once(child, "message")) as [{ port: number }];
      return { child, url: `http://127.0.0.1:${port}/hooks/cursus` };
    };
    const kill = async ({ child }: { child: ChildProcess }) => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    };
    const answered = new Set<string>();
    const idsOf = (round: number) => [0, 1, 2].map((place) => `kill-${round}-${place}`);
    const send = async (url: string, round: number) => {
      const activities = idsOf(round).map((uuid) => ({
        uuid,
        verb: "certified",
        at: 1_795_168_800,
        learner: `learner ${round % 7}`,
        course: { name: uuid },
      }));
      const headers = { authorization: "Bearer a-secret-of-the-test" };
      const asked = fetch(url, { method: "POST", headers, body: JSON.stringify({ activities }) });
      if ((await asked.catch(() => null))?.status === 200) for (const id of idsOf(round)) answered.add(id);
    };
    const first = await start();
    let [rounds, dead] = [0, false];
    const senders = Array.from({ length: 8 }, async () => {
      while (!dead) await send(first.url, rounds++);
    });
    await expect.poll(() => answered.size, { timeout: 20_000 }).toBeGreaterThan(100);
    await kill(first);
    dead = true;
    await Promise.all(senders);
    const kept = await rows<{ id: string }>("SELECT properties ->> 'badge' AS id FROM activity");
    const stored = new Set(kept.map(({ id }) => id));
    expect([...answered].filter((id) => !stored.has(id))).toEqual([]);
    const second = await start();
    try {
      for (let round = 0; round < rounds; round++) await send(second.url, round);
    } finally {
      await kill(second);
    }
    expect(answered.size).toBe(3 * rounds);
    expect(await countActivities()).toBe(3 * rounds);
  });
});

describe("rekindle connectors try", () => {
  const installation = createInstallation(VARIABLES);
  afterAll(installation.remove);

  it("shows what a recorded delivery would become, what would be refused, and whether its proof is good", async () => {
    mkdirSync(join(installation.folder, "connectors"));
    for (const name of ["agora", "cursus"]) {
      installation.writeFile(`connectors/${name}.yaml`, await sample(`${name}.yaml`));
    }
    const learned = await installation.run("connectors", "try", "cursus", pathOf("cursus/activities.json"));
    expect(learned.status).toBe(1);
    expect(learned.stdout).toContain("8 items in it, 6 calls would be taken, 1 refused, 1 none of the events (7)");
    expect(learned.stdout).toContain("item 8, event 4: Survey Answered, refused");
    expect(learned.stdout).toContain("score: expected a number from 0 to 5, found 9");
    expect(learned.stdout).toContain("nothing stands at item.course.begins");
    const body = await sample("agora/member.joined.json");
    const headers = ["--header", "X-Agora-Event=member.joined", "--header"];
    const path = pathOf("agora/member.joined.json");
    const told = await installation.json<{ proof: object; calls: { becomes: string }[] }>(
      ...["connectors", "try", "agora", path, ...headers, `X-Agora-Signature=${signed(body)}`, "--json"],
    );
    expect(told.proof).toEqual({ header: "x-agora-signature", isGood: true });
    expect(told.calls.map(({ becomes }) => becomes)).toEqual(["identify", "group"]);
    const wrong = await installation.run("connectors", "try", "agora", path, ...headers, "X-Agora-Signature=sha256=00");
    expect([wrong.status, wrong.stdout]).toEqual([1, expect.stringContaining("would answer 401")]);
    const unknown = await installation.run("connectors", "try", "agoras", path);
    expect([unknown.status === 0, unknown.stderr]).toEqual([false, expect.stringContaining("agora, cursus")]);
    const nowhere = await installation.run("connectors", "try", "agora", "d1.json");
    const place = join(installation.folder, "d1.json");
    expect(nowhere.stderr).toContain(`${place} cannot be read (ENOENT).`);
  });

  it("prints a line for each connector, and no secret", async () => {
    const { stdout, status } = await installation.run("connectors", "check");
    expect([status, stdout]).toEqual([
      0,
      "agora: webhook, POST /hooks/agora, proven by a signature (sha256) in x-agora-signature, 6 events\ncursus: webhook, POST /hooks/cursus, proven by a secret in authorization, 5 events\n",
    ]);
  });
});
