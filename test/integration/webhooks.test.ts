import { createHmac } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openWebhooks } from "../../src/app/sending/webhooks.ts";
import { NO_WEBHOOKS, readConfig, type WebhookSecrets } from "../../src/config.ts";
import type { FeedbackStore } from "../../src/delivery/feedback/ports.ts";
import { addressHasher } from "../../src/platform/postgres/address-hash.ts";
import { type Database, openDatabase } from "../../src/platform/postgres/database.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { makeCertificate } from "../support/certificate.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, NOW } from "../support/outbox.ts";
import {
  CERTIFICATE_URL,
  MAILGUN_KEY,
  type Mailed,
  mailgunEvent,
  mailgunPost,
  OTHER,
  OWN,
  openSendgridAccount,
  openSnsTopic,
  POSTMARK_SECRET,
  type Post,
  postmarkBounce,
  postmarkPost,
  SUBSCRIBE_URL,
  sendgridEvent,
  sesBounce,
  TOPIC,
} from "../support/webhook-samples.ts";

const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);

const sns = openSnsTopic(NOW);
const sendgrid = openSendgridAccount(NOW);
const SECRETS: WebhookSecrets = {
  sesTopicArns: [TOPIC],
  postmark: POSTMARK_SECRET,
  sendgrid: sendgrid.publicKey,
  mailgun: MAILGUN_KEY,
};

let db: TestDatabase;
let outbox: ReturnType<typeof fillOutbox>;
let server: FastifyInstance;
let machineNow = NOW;
/** Nobody listens there. */
let away: Database;
let databaseAway = false;
let fetched: string[] = [];
/** What Amazon answers; a URL that is not here cannot be reached. */
let amazon: Map<string, { status: number; text: string }>;
const troubles: unknown[] = [];

let stores: { readonly here: FeedbackStore; readonly away: FeedbackStore };

async function openServer(secrets: WebhookSecrets): Promise<FastifyInstance> {
  const opened = Fastify();
  await opened.register(
    openWebhooks({
      secrets,
      database: db.database,
      store: { record: (feedback, at) => (databaseAway ? stores.away : stores.here).record(feedback, at) },
      clock: { now: () => NOW },
      machineNow: () => machineNow,
      fetchText: async (url) => {
        fetched.push(url);
        const answer = amazon.get(url);
        if (answer === undefined) throw new Error("no route to host");
        return answer;
      },
      own: OWN,
      onTrouble: (error) => troubles.push(error),
    }),
  );
  return opened;
}

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/nothing" });
  stores = { here: createFeedbackStore(db.database), away: createFeedbackStore(away) };
  amazon = new Map();
  server = await openServer(SECRETS);
});
afterAll(async () => {
  await server.close();
  await away.close();
  await db.drop();
});
afterEach(async () => {
  machineNow = NOW;
  databaseAway = false;
  fetched = [];
  const text = "TRUNCATE digest, digest_mail, pick, member, webhook_token, feedback, suppression";
  await db.database.query({ text, values: [] });
});

const send = (post: Post, to = server) =>
  to.inject({ method: "POST", url: post.path, headers: post.headers, body: post.body });

async function mailOne(state: "accepted" | "unknown" = "accepted"): Promise<Mailed> {
  const address = "zoe@members.example";
  const key = await outbox.addDigest({ email: address, state });
  const hashAddress = await addressHasher(db.database);
  const text = "UPDATE member SET email_hash = $2 WHERE id = $1";
  await db.database.query({ text, values: [key.memberId, hashAddress(address)] });
  return { key, address };
}

/** What was kept of what was said. */
const kept = () =>
  db.database.query<{ kind: string; source: string; memberId: number; digestId: number }>({
    text: `SELECT kind, source, member_id AS "memberId", digest_id AS "digestId" FROM feedback ORDER BY source_id`,
    values: [],
  });

async function expectBounced(source: string, mailed: Mailed) {
  expect(await kept()).toEqual([{ kind: "hard_bounce", source, ...mailed.key }]);
  expect(await outbox.read(mailed.key)).toMatchObject({ state: "bounced" });
  const suppressed = await db.database.query({ text: "SELECT reason FROM suppression", values: [] });
  expect(suppressed).toEqual([{ reason: "hard_bounce" }]);
}

/** Each provider's word that a mailbox is not there. */
const BOUNCE: Readonly<Record<string, (mailed: Mailed) => Post>> = {
  ses: (mailed) => {
    amazon.set(CERTIFICATE_URL, { status: 200, text: sns.certificate.pem });
    return sns.post(sesBounce(mailed, "Permanent", "NoEmail"));
  },
  postmark: (mailed) => postmarkPost(postmarkBounce(mailed, "HardBounce", 1)),
  sendgrid: (mailed) => sendgrid.post([sendgridEvent(mailed, "bounce", { type: "bounce", reason: "550 no" })]),
  mailgun: (mailed) => mailgunPost(mailgunEvent(mailed, "failed", { severity: "permanent", reason: "bounce" }), NOW),
};
const PROVIDERS = Object.keys(BOUNCE) as ("ses" | "postmark" | "sendgrid" | "mailgun")[];
const bounceOf = (provider: string, mailed: Mailed) => BOUNCE[provider]!(mailed);

async function expectRefused(post: Post, status: 401 | 403, says: RegExp) {
  const answer = await send(post);
  expect(answer.body).toMatch(says);
  expect(answer.body.trim().split("\n")).toHaveLength(1);
  expect(answer.statusCode).toBe(status);
  expect(await kept()).toEqual([]);
}

describe.each(PROVIDERS)("a webhook of %s", (provider) => {
  it("is taken once it is proven", async () => {
    const mailed = await mailOne();
    const answer = await send(bounceOf(provider, mailed));
    expect(answer.statusCode).toBe(200);
    await expectBounced(provider, mailed);
  });

  it("is refused when a byte of it was changed, or nothing proves it", async () => {
    const post = bounceOf(provider, await mailOne());
    const forged: Post = { ...post, headers: { "content-type": "application/json" }, body: post.body };
    const changed =
      provider === "postmark" || provider === "sendgrid"
        ? forged
        : {
            ...post,
            body: post.body.replace(/(ignature":")(.)/, (_, name, first) => `${name}${first === "0" ? "1" : "0"}`),
          };
    await expectRefused(changed, 401, /signature|password/);
    for (const body of ["", "{}", "[]", "null", "\u0000", "a=b"]) {
      const { statusCode } = await send({ ...forged, body });
      expect(statusCode).toBe(401);
    }
  });

  it("is asked for again while the database is away, and taken then", async () => {
    const mailed = await mailOne();
    const post = bounceOf(provider, mailed);
    databaseAway = true;
    const away = await send(post);
    expect(away.statusCode).toBe(503);
    expect(away.headers["retry-after"]).toBe("60");
    databaseAway = false;
    expect((await send(post)).statusCode).toBe(200);
    await expectBounced(provider, mailed);
  });

  it("moves an uncertain digest: what came back has left", async () => {
    const mailed = await mailOne("unknown");
    await send(bounceOf(provider, mailed));
    expect(await outbox.read(mailed.key)).toMatchObject({ state: "bounced" });
    const text = 'SELECT from_state AS "from", to_state AS "to", by FROM digest_transition WHERE digest_id = $1';
    expect(await db.database.query({ text, values: [mailed.key.digestId] })).toEqual([
      { from: "unknown", to: "bounced", by: `webhook ${provider}` },
    ]);
  });

  it("says nothing of our digest that has the same number as the one of another installation", async () => {
    const mailed = await mailOne("unknown");
    const answer = await send(bounceOf(provider, { ...mailed, by: OTHER }));
    expect(answer.statusCode).toBe(200);
    expect(await kept()).toMatchObject([{ memberId: null, digestId: null }]);
    expect(await outbox.read(mailed.key)).toMatchObject({ state: "unknown" });
    expect(await db.database.query({ text: "SELECT FROM suppression", values: [] })).toEqual([]);
  });

  it("has no route without its secret", async () => {
    const bare = await openServer(NO_WEBHOOKS);
    expect((await send(bounceOf(provider, await mailOne()), bare)).statusCode).toBe(404);
    await bare.close();
  });

  it("is not read beyond a megabyte, and only posted", async () => {
    const answer = await send({ ...bounceOf(provider, await mailOne()), body: "x".repeat(1_048_577) });
    expect(answer.statusCode).toBe(413);
    expect((await server.inject({ method: "GET", url: `/webhooks/${provider}` })).statusCode).toBe(404);
    expect(troubles).toEqual([]);
  });
});

describe("a message of Amazon SNS", () => {
  const bounce = sesBounce({ key: { memberId: 1, digestId: 2 }, address: "zoe@members.example" }, "Permanent");
  const asIfFetched = (text = sns.certificate.pem, url = CERTIFICATE_URL) => amazon.set(url, { status: 200, text });

  it("of a foreign topic is refused, and nothing is fetched for it", async () => {
    await expectRefused(sns.post(bounce, { TopicArn: `${TOPIC}-of-another` }), 403, /SES_TOPIC_ARNS/);
    expect(fetched).toEqual([]);
  });

  it("signed with SHA1 is refused", async () => {
    await expectRefused(sns.post(bounce, { SignatureVersion: "1" }), 403, /SignatureVersion 2/);
  });

  it.each([
    ["an hour ago", later(-HOUR_MS - 1000)],
    ["tomorrow", later(24 * HOUR_MS)],
  ])("signed %s is refused", async (_, at) => {
    await expectRefused(sns.post(bounce, { Timestamp: at.toISOString() }), 403, /Timestamp/);
  });

  it.each([
    "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a.pem",
    "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a.pem",
    "https://bucket.s3.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com/../x/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com/?Action=GetTopicAttributes",
    "file:///etc/ssl/cert.pem",
    "",
  ])("whose certificate would come from %j is refused, and nothing is fetched", async (url) => {
    await expectRefused(sns.post(bounce, { SigningCertURL: url }), 403, /SigningCertURL/);
    expect(fetched).toEqual([]);
  });

  it("of a region in China is taken", async () => {
    const url = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem";
    asIfFetched(sns.certificate.pem, url);
    expect((await send(sns.post(bounce, { SigningCertURL: url }))).statusCode).toBe(200);
  });

  it("signed by somebody else is refused", async () => {
    asIfFetched();
    const { body, ...rest } = sns.post(bounce);
    const forger = openSnsTopic(NOW);
    const forged = JSON.parse(forger.post(bounce).body) as { Signature: string };
    const signature = { ...(JSON.parse(body) as object), Signature: forged.Signature };
    await expectRefused({ ...rest, body: JSON.stringify(signature) }, 401, /signature/);
  });

  it.each([
    ["has expired", makeCertificate(later(-48 * HOUR_MS), later(-HOUR_MS)).pem, 200],
    ["is not valid yet", makeCertificate(later(HOUR_MS), later(48 * HOUR_MS)).pem, 200],
    ["is a page", "<html>", 200],
    ["is not there", "Not Found", 404],
  ])("whose certificate %s is refused", async (what, text, status) => {
    const url = `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${Buffer.from(what).toString("hex")}.pem`;
    amazon.set(url, { status, text });
    await expectRefused(sns.post(bounce, { SigningCertURL: url }), 403, /certificate/);
  });

  it("is asked for again while its certificate cannot be fetched", async () => {
    const url = "https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-ff.pem";
    expect((await send(sns.post(bounce, { SigningCertURL: url }))).statusCode).toBe(503);
    amazon.set(url, { status: 502, text: "Bad Gateway" });
    expect((await send(sns.post(bounce, { SigningCertURL: url }))).statusCode).toBe(503);
  });

  it("fetches a certificate once", async () => {
    const url = "https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-once.pem".replace("once", "01ce");
    asIfFetched(sns.certificate.pem, url);
    for (let times = 0; times < 3; times += 1) await send(sns.post(bounce, { SigningCertURL: url }));
    expect(fetched).toEqual([url]);
  });

  it("that comes again counts once", async () => {
    asIfFetched();
    const post = sns.post(bounce);
    await send(post);
    expect((await send(post)).statusCode).toBe(200);
    expect(await kept()).toHaveLength(1);
  });

  it("that asks to subscribe a topic of ours is confirmed at Amazon, and again when it could not be", async () => {
    asIfFetched();
    expect((await send(sns.confirmation("SubscriptionConfirmation"))).statusCode).toBe(503);
    amazon.set(SUBSCRIBE_URL, { status: 200, text: "<ConfirmSubscriptionResponse/>" });
    const answer = await send(sns.confirmation("SubscriptionConfirmation"));
    expect([answer.statusCode, answer.body]).toEqual([200, "The subscription is confirmed.\n"]);
    expect(fetched.filter((url) => url === SUBSCRIBE_URL)).toHaveLength(2);
  });

  it.each([
    "https://evil.example/?Action=ConfirmSubscription",
    "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
    "https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic",
  ])("that asks to subscribe at %s is refused", async (SubscribeURL) => {
    asIfFetched();
    await expectRefused(sns.confirmation("SubscriptionConfirmation", { SubscribeURL }), 403, /SubscribeURL/);
    expect(fetched).not.toContain(SubscribeURL);
  });

  it("that asks to subscribe a foreign topic is refused", async () => {
    const foreign = { TopicArn: "arn:aws:sns:eu-west-1:999999999999:bounces" };
    await expectRefused(sns.confirmation("SubscriptionConfirmation", foreign), 403, /SES_TOPIC_ARNS/);
    expect(fetched).toEqual([]);
  });

  it("that tells of an unsubscribed topic changes nothing, and fetches nothing of it", async () => {
    asIfFetched();
    expect((await send(sns.confirmation("UnsubscribeConfirmation"))).statusCode).toBe(200);
    expect(fetched).not.toContain(SUBSCRIBE_URL);
    expect(await kept()).toEqual([]);
  });
});

describe("a record of Postmark", () => {
  it("is taken with the secret as the end of its path", async () => {
    const mailed = await mailOne();
    const post = postmarkPost(postmarkBounce(mailed, "HardBounce", 1));
    const path = `/webhooks/postmark/${encodeURIComponent(POSTMARK_SECRET)}`;
    expect((await send({ path, headers: {}, body: post.body })).statusCode).toBe(200);
    await expectBounced("postmark", mailed);
  });

  it("is refused with another secret, in either place", async () => {
    const record = postmarkBounce(await mailOne(), "HardBounce", 1);
    await expectRefused(postmarkPost(record, `${POSTMARK_SECRET}!`), 401, /password/);
    await expectRefused({ ...postmarkPost(record), path: "/webhooks/postmark/guess" }, 401, /password/);
  });

  it("that is not of the documented form is answered so", async () => {
    expect((await send(postmarkPost({ RecordType: "Bounce" }))).statusCode).toBe(400);
  });
});

describe("a batch of SendGrid's", () => {
  it("is refused when its body, its timestamp or its key is another", async () => {
    const event = sendgridEvent(await mailOne(), "spamreport");
    const post = sendgrid.post([event]);
    await expectRefused({ ...post, body: post.body.replace("spamreport", "delivered ") }, 401, /signature/);
    const timestamp = "x-twilio-email-event-webhook-timestamp";
    await expectRefused({ ...post, headers: { ...post.headers, [timestamp]: "1795505405" } }, 401, /signature/);
    await expectRefused(openSendgridAccount(NOW).post([event]), 401, /signature/);
  });

  it("is refused when it is late, early, or has no time", async () => {
    const event = sendgridEvent(await mailOne(), "spamreport");
    for (const at of [later(-26 * HOUR_MS), later(HOUR_MS)]) {
      await expectRefused(sendgrid.post([event], String(at.getTime() / 1000)), 403, /timestamp/);
    }
    await expectRefused(sendgrid.post([event], "soon"), 403, /timestamp/);
  });
});

describe("an event of Mailgun", () => {
  const complained = async () => mailgunEvent(await mailOne(), "complained");

  it("is refused when it comes again, once it was taken", async () => {
    const post = mailgunPost(await complained(), NOW);
    expect((await send(post)).statusCode).toBe(200);
    const again = await send(post);
    expect([again.statusCode, again.body]).toEqual([403, "The token was used before.\n"]);
    expect(await kept()).toHaveLength(1);
  });

  it("is refused when its signature comes with other words, which the signature does not cover", async () => {
    const post = mailgunPost(await complained(), NOW);
    databaseAway = true;
    await send(post);
    databaseAway = false;
    await expectRefused({ ...post, body: post.body.replace("complained", "delivered") }, 403, /used before/);
    expect((await send(post)).statusCode).toBe(200);
  });

  it("is taken once when it comes twice at the same time with different words", async () => {
    const post = mailgunPost(await complained(), NOW);
    const other = { ...post, body: post.body.replace("complained", "unsubscribed") };
    const answers = await Promise.all([send(post), send(other)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403]);
    expect(await kept()).toHaveLength(1);
  });

  it("is refused when it is late, early, or signed with another key", async () => {
    const event = await complained();
    await expectRefused(mailgunPost(event, later(-10 * HOUR_MS)), 403, /timestamp/);
    await expectRefused(mailgunPost(event, later(HOUR_MS)), 403, /timestamp/);
    await expectRefused(mailgunPost(event, NOW, {}, "another key of ours"), 401, /signature/);
  });

  it("is refused when digits of its token were moved to its timestamp", async () => {
    const seconds = String(NOW.getTime() / 1000);
    const token = "0123456789abcdef0123456789";
    const signature = createHmac("sha256", MAILGUN_KEY)
      .update(seconds + token)
      .digest("hex");
    const moved = { timestamp: `${seconds}0`, token: token.slice(1), signature };
    await expectRefused(mailgunPost(await complained(), NOW, moved), 401, /Mailgun/);
  });

  it("forgets the tokens that are too old to be taken", async () => {
    await send(mailgunPost(await complained(), NOW));
    machineNow = later(11 * HOUR_MS);
    await send(mailgunPost(await complained(), machineNow));
    const remembered = await db.database.query({ text: "SELECT signed_at AS at FROM webhook_token", values: [] });
    expect(remembered).toEqual([{ at: machineNow }]);
  });
});

describe("the secrets of webhooks", () => {
  it("are read from the environment, and all mistakes are named at once", () => {
    const read = readConfig({
      SES_TOPIC_ARNS: `${TOPIC}, arn:aws-cn:sns:cn-north-1:123456789012:x`,
      SENDGRID_WEBHOOK_KEY: sendgrid.publicKey,
    });
    expect(read.webhooks).toEqual({
      sesTopicArns: [TOPIC, "arn:aws-cn:sns:cn-north-1:123456789012:x"],
      postmark: null,
      sendgrid: sendgrid.publicKey,
      mailgun: null,
    });
    const wrong = {
      SES_TOPIC_ARNS: "bounces",
      POSTMARK_WEBHOOK_SECRET: "short",
      SENDGRID_WEBHOOK_KEY: Buffer.from("a key of another kind").toString("base64"),
      MAILGUN_WEBHOOK_KEY: "short",
    };
    for (const name of Object.keys(wrong)) expect(() => readConfig(wrong)).toThrow(name);
  });
});
