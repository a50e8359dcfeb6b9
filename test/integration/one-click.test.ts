import { type AddressInfo, connect as connectSocket } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPages } from "../../src/app/service/pages.ts";
import { createContext, createServices } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { DigestKey } from "../../src/core/community.ts";
import { type Database, openDatabase } from "../../src/platform/postgres/database.ts";
import { createSubmitStore } from "../../src/platform/postgres/delivery/submit-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS, NOW, TODAY, UNPACED } from "../support/outbox.ts";
import { unsubscribePath } from "../support/preference-scene.ts";
import { settleHere } from "../support/signing.ts";

let db: TestDatabase;
let other: Database;
let server: FastifyInstance;
let outbox: ReturnType<typeof fillOutbox>;
let port = 0;
const troubles: unknown[] = [];

/** The server as `web` opens it, with every page and link of the installation, on a port of its own. */
beforeAll(async () => {
  db = await createTestDatabase();
  await settleHere(db.database);
  other = openDatabase({ url: db.url });
  outbox = fillOutbox(db.database);
  const variables = { DATABASE_URL: db.url, BASE_URL: "https://news.example.org" };
  const config = { ...readConfig(variables), secretKeys: ["test secret"] };
  const terminal = { colour: false, live: false, print: () => {}, write: () => {}, warn: () => {}, progress: () => {} };
  const { ruleFiles, folderOptions } = createContext(config, terminal);
  const templates = () => Promise.reject(new Error("no mail is written here"));
  const connection = { url: db.url, sessionUrl: db.url, database: db.database, location: null, close: async () => {} };
  const services = createServices(config, connection, { templates, ruleFiles, folderOptions, terminal });
  server = await openPages(config, connection, services, {
    access: { kind: "closed" },
    clock: { now: () => NOW },
    reported: { now: () => new Date(), end: null },
    inbox: null,
    planted: null,
    onTrouble: (error) => troubles.push(error),
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await server?.close();
  await other?.close();
  await db?.drop();
});
afterEach(async () => {
  await db.database.query({ text: "TRUNCATE digest, digest_mail, pick, member, suppression", values: [] });
  expect(troubles.splice(0)).toEqual([]);
});

/** Bytes as a mail provider sends them, and every byte of the answer: nothing between us and the wire. */
function say(request: string): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, "127.0.0.1", () => socket.write(request));
    let text = "";
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer, only: ${text.slice(0, 200)}`)));
    socket.on("data", (bytes) => {
      text += bytes.toString("utf8");
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", ...body] = text.split("\r\n\r\n");
      resolve({ status: Number(head.split(" ")[1]), head, body: body.join("\r\n\r\n") });
    });
  });
}

const ask = (line: string, headers: readonly string[], body = "") =>
  say([`${line} HTTP/1.1`, "Host: news.example.org", "Connection: close", ...headers, "", body].join("\r\n"));
const sized = (body: string) => `Content-Length: ${Buffer.byteLength(body)}`;

const ONE_CLICK = "List-Unsubscribe=One-Click";
const MULTIPART = `--b0und\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b0und--\r\n`;
const URLENCODED = "Content-Type: application/x-www-form-urlencoded";

const POSTS: readonly [string, readonly string[], string][] = [
  ["urlencoded", [URLENCODED, sized(ONE_CLICK)], ONE_CLICK],
  ["multipart", ["Content-Type: multipart/form-data; boundary=b0und", sized(MULTIPART)], MULTIPART],
  ["urlencoded in chunks", [URLENCODED, "Transfer-Encoding: chunked"], `1a\r\n${ONE_CLICK}\r\n0\r\n\r\n`],
  ["with a charset", [`${URLENCODED}; charset=UTF-8`, sized(ONE_CLICK)], ONE_CLICK],
  ["without a body", [], ""],
  ["with an empty body", [URLENCODED, "Content-Length: 0"], ""],
  ["without a type", [sized(ONE_CLICK)], ONE_CLICK],
  ["with a type that is none", ["Content-Type: ;", sized(ONE_CLICK)], ONE_CLICK],
  ["with cookies and a referrer of another site", ["Cookie: a=b", "Origin: https://evil.example", sized("")], ""],
  ["with far too much of a body", [URLENCODED, "Content-Length: 3000000"], "x".repeat(3_000_000)],
];

describe("one-click unsubscribing (RFC 8058), over the wire", () => {
  it.each(POSTS)("acts at once %s: 200, no cookie, no redirect, and again 200", async (_name, headers, body) => {
    const key = await outbox.addDigest();
    const sibling = await outbox.addDigest({ memberId: key.memberId, state: "deferred" });
    const path = unsubscribePath(key);
    for (let time = 1; time <= 2; time += 1) {
      const answer = await ask(`POST ${path}`, headers, body);
      expect(answer.status, answer.head).toBe(200);
      expect(answer.head).not.toMatch(/^(set-cookie|location):/im);
      expect(answer.body).toContain("You are unsubscribed");
    }
    for (const digest of [key, sibling]) expect(await outbox.read(digest)).toMatchObject({ state: "suppressed" });
  });

  it.each([
    ["GET", []],
    ["HEAD", []],
    ["GET", ["Purpose: prefetch", "Sec-Purpose: prefetch;prerender"]],
    ["GET", ["User-Agent: Mozilla/5.0 (compatible; LinkScanner/1.0)"]],
    ["OPTIONS", ["Origin: https://evil.example", "Access-Control-Request-Method: POST"]],
    ["PUT", [sized(ONE_CLICK)]],
    ["DELETE", []],
  ] as const)("is not set off by %s %s", async (method, headers) => {
    const key = await outbox.addDigest();
    const body = method === "PUT" ? ONE_CLICK : "";
    const answer = await ask(`${method} ${unsubscribePath(key)}?List-Unsubscribe=One-Click`, headers, body);
    expect(answer.status).toBeLessThan(500);
    expect(answer.head).not.toMatch(/^(set-cookie|location|access-control-allow-\S+):/im);
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
    expect(await db.database.query({ text: "SELECT FROM suppression", values: [] })).toEqual([]);
  });

  it("answers a link that is not ours, or cut, with 404 and what to do, and changes nothing", async () => {
    const key = await outbox.addDigest();
    const path = unsubscribePath(key);
    const others = [
      path.slice(0, -1),
      `${path}x`,
      path.replace("/1u-", "/1p-"),
      "/u/",
      "/u/%00",
      `/u/${"a".repeat(2_000)}`,
    ];
    for (const wrong of others) {
      const answer = await ask(`POST ${wrong}`, [URLENCODED, sized(ONE_CLICK)], ONE_CLICK);
      expect([wrong, answer.status]).toEqual([
        wrong,
        expect.toSatisfy((status: number) => [400, 404, 414].includes(status)),
      ]);
    }
    const cut = await ask(`POST ${path.slice(0, -1)}`, [URLENCODED, sized(ONE_CLICK)], ONE_CLICK);
    expect(cut.body).toContain("This link does not work");
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
  });

  it("stands in each mail's header, on one line with one address", () => {
    expect(LINKS.unsubscribeUrl({ memberId: 1, digestId: 2 })).toMatch(
      /^https:\/\/news\.example\.org\/u\/[\w-]{30,60}$/,
    );
  });
});

describe("a digest that another process has already claimed", () => {
  const claim = async (key: DigestKey) => {
    const store = createSubmitStore(other, other);
    const request = {
      keys: [key],
      claimedBy: "another process",
      leaseMs: 60_000,
      at: NOW,
      countedSince: TODAY,
      pace: UNPACED,
    };
    const { claimed } = await store.claim(request, (candidates) => candidates.map(() => ({ kind: "claim" })));
    const [held] = claimed;
    if (held === undefined) throw new Error("nothing was claimed");
    return { store, held };
  };
  const click = (key: DigestKey) => ask(`POST ${unsubscribePath(key)}`, [URLENCODED, sized(ONE_CLICK)], ONE_CLICK);

  it("is not sent once its member has unsubscribed: the mark before the first byte is refused", async () => {
    const key = await outbox.addDigest();
    const { store, held } = await claim(key);
    expect(await outbox.read(key)).toMatchObject({ state: "claimed" });
    expect((await click(key)).status).toBe(200);
    expect(await store.markSubmitting(held, NOW, TODAY, 60_000, "main")).toBe(false);
    await store.releaseClaims([held]);
    const request = {
      keys: [key],
      claimedBy: "another process",
      leaseMs: 60_000,
      at: NOW,
      countedSince: TODAY,
      pace: UNPACED,
    };
    const again = await store.claim(request, (candidates) => {
      expect(candidates[0]).toMatchObject({ subscribed: false, suppressed: true });
      return [{ kind: "end", state: "suppressed", reason: "unsubscribed" }];
    });
    expect(again.claimed).toEqual([]);
    expect(await outbox.read(key)).toMatchObject({ state: "suppressed", heldPicks: 0 });
  });

  it("is not sent when another member with the same address has unsubscribed", async () => {
    const [key, sibling] = [
      await outbox.addDigest({ email: "shared@members.example" }),
      await outbox.addDigest({ email: "shared@members.example" }),
    ];
    const { store, held } = await claim(key);
    await click(sibling);
    expect(await store.markSubmitting(held, NOW, TODAY, 60_000, "main")).toBe(false);
  });

  it("is not sent once its member has paused their mails", async () => {
    const key = await outbox.addDigest();
    const { store, held } = await claim(key);
    const page = new URL(LINKS.preferencesUrl(key)).pathname;
    expect((await ask(`POST ${page}`, [URLENCODED, sized("do=pause")], "do=pause")).status).toBe(200);
    expect(await store.markSubmitting(held, NOW, TODAY, 60_000, "main")).toBe(false);
  });

  it("that is on the wire already is sent, and is the last", async () => {
    const key = await outbox.addDigest();
    const next = await outbox.addDigest({ memberId: key.memberId });
    const { store, held } = await claim(key);
    expect(await store.markSubmitting(held, NOW, TODAY, 60_000, "main")).toBe(true);
    expect((await click(key)).status).toBe(200);
    expect(await outbox.read(key)).toMatchObject({ state: "submitting" });
    expect(await outbox.read(next)).toMatchObject({ state: "suppressed" });
  });
});
