import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openReceivers } from "../../src/app/receivers.ts";
import { openTracking } from "../../src/app/track.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { TRACKING } from "../support/track-server.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  AGORA_SECRET: "the-new-secret-of-agora",
  AGORA_OLD_SECRET: "the-old-secret-of-agora",
  CURSUS_TOKEN: "cursus-token-0123456789",
};
const SAMPLES = new URL("../hooks/", import.meta.url);

let db: TestDatabase;
let folder: string;
let server: FastifyInstance;
let host: string;
const troubles: unknown[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "rekindle-hooks-"));
  for (const name of ["agora", "cursus"]) await write(name, await sample(`${name}.yaml`));
  server = Fastify();
  const place = { connectorsDirectory: folder, variable: (name: string) => VARIABLES[name] ?? null };
  await server.register(
    openTracking(
      db.database,
      async () => TRACKING,
      { now: () => new Date() },
      (error) => troubles.push(error),
      openReceivers(place),
    ),
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  host = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await server.close();
  await db.drop();
  await rm(folder, { recursive: true });
  expect(troubles).toEqual([]);
});

beforeEach(async () => {
  await emptyIngest(db.database);
  await db.database.query({ text: "TRUNCATE rejected_event, rejection, identity", values: [] });
});

const sample = (path: string) => readFile(new URL(path, SAMPLES), "utf8");
const write = (name: string, text: string) => writeFile(join(folder, `${name}.yaml`), text);
const rows = <Row>(text: string) => db.database.query<Row>({ text, values: [] });
const signed = (body: string | Uint8Array, secret = VARIABLES.AGORA_SECRET ?? "") =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: { success: boolean; taken?: number; says?: string; rejected?: { field: string; expected: string }[] };
}

async function post(name: string, body: string | Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${host}/hooks/${name}`, {
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
});
