import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examineSender } from "../../src/delivery/authentication/examine-sender.ts";
import type { ExamineSenderDeps, Relay, SenderFinding } from "../../src/delivery/authentication/ports.ts";
import { NETWORKS } from "../../src/platform/dns/networks.ts";
import { openDns } from "../../src/platform/dns/open-dns.ts";
import { publishedKey } from "../../src/platform/mail/dkim/published-key.ts";
import { openRelay } from "../../src/platform/mail/smtp/probe-relay.ts";
import { makeCertificate } from "../support/certificate.ts";
import { makeDkimKey } from "../support/dkim.ts";
import { openDns as openTestDns, type TestDns, type Zone } from "../support/dns-server.ts";

const NOW = new Date();
const RSA = makeDkimKey("rsa");
const ED25519 = makeDkimKey("ed25519");
const KEYS = [
  { selector: "k1", domain: "example.org", algorithm: "rsa-sha256" as const, key: createPrivateKey(RSA.pem) },
  { selector: "k2", domain: "example.org", algorithm: "ed25519-sha256" as const, key: createPrivateKey(ED25519.pem) },
].map(publishedKey);
const SENDER = { domains: ["example.org"], bouncesDomain: "bounces.example.org" };

/** Of 192.0.2.25, which the documentation has (RFC 5737). */
const RELAY: Relay = {
  host: "mail.example.org",
  port: 587,
  probe: async () => ({
    kind: "encrypted",
    protocol: "TLSv1.3",
    flaw: null,
    validTo: new Date(NOW.getTime() + 60 * 86_400_000 + 1_000),
  }),
};

const GOOD: Zone = {
  "mail.example.org": { A: ["192.0.2.25"] },
  "25.2.0.192.in-addr.arpa": { PTR: ["mail.example.org"] },
  "bounces.example.org": { TXT: ["v=spf1 include:spf.example.net -all", "unrelated=1"], MX: ["mail.example.org"] },
  "spf.example.net": { TXT: ["v=spf1 ip6:2001:db8::/32 ip4:192.0.2.0/24 ~all"] },
  "k1._domainkey.example.org": { TXT: [RSA.record] },
  "k2._domainkey.example.org": { CNAME: "keys.example.net" },
  "keys.example.net": { TXT: [ED25519.record] },
  "_dmarc.example.org": { TXT: ["v=DMARC1; p=reject; rua=mailto:d@example.org"] },
};

let server: TestDns;
beforeAll(async () => {
  server = await openTestDns(GOOD);
});
afterAll(() => server.close());

async function examine(
  zone: Zone,
  change: Partial<ExamineSenderDeps> = {},
  sender: Parameters<typeof examineSender>[1] = SENDER,
): Promise<ReadonlyMap<string, SenderFinding>> {
  server.zone = zone;
  const deps = { dns: openDns([server.address]), networks: NETWORKS, relays: [RELAY], keys: KEYS, now: NOW, ...change };
  return new Map((await examineSender(deps, sender)).map((finding) => [finding.what, finding]));
}

describe("what doctor says of a sender", () => {
  it("is content with one that has everything", async () => {
    const findings = await examine(GOOD);
    expect([...findings.keys()].sort()).toEqual([
      "DKIM key k1 of example.org",
      "DKIM key k2 of example.org",
      "DMARC of example.org",
      "MX of bounces.example.org",
      "PTR of 192.0.2.25",
      "SPF of bounces.example.org",
      "TLS of mail.example.org:587",
    ]);
    for (const finding of findings.values()) expect(finding).toMatchObject({ ok: true, remedy: null });
    expect(findings.get("SPF of bounces.example.org")?.says).toContain("covers 192.0.2.25 (1 of 10 lookups)");
    expect(findings.get("TLS of mail.example.org:587")?.says).toContain("60 days left");
  });

  it("says what to publish, whole, when there is nothing", async () => {
    const findings = await examine({ "mail.example.org": { A: ["192.0.2.25"] } });
    const remedy = (what: string) => findings.get(what)?.remedy;
    expect(remedy("SPF of bounces.example.org")).toContain('bounces.example.org. TXT "v=spf1 ip4:192.0.2.25 -all"');
    expect(remedy("DKIM key k1 of example.org")).toContain(
      `Publish: k1._domainkey.example.org. TXT "${RSA.record.slice(0, 255)}" "${RSA.record.slice(255)}"`,
    );
    expect(remedy("DKIM key k2 of example.org")).toBe(`Publish: k2._domainkey.example.org. TXT "${ED25519.record}"`);
    expect(remedy("DMARC of example.org")).toContain('_dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:');
    expect(remedy("MX of bounces.example.org")).toContain("bounces.example.org. MX 10 ");
    expect(remedy("PTR of 192.0.2.25")).toContain(
      "192.0.2.25 PTR mail.example.org. and publish mail.example.org. A 192.0.2.25",
    );
    for (const [what, { ok }] of findings) if (!/^(PTR|TLS)/.test(what)) expect(ok, what).toBe(false);
  });

  it("does not say that there are no keys when they have a mistake", async () => {
    expect((await examine(GOOD, { keys: [] })).get("DKIM of example.org")?.remedy).toContain("set DKIM_KEYS");
    const findings = await examine(GOOD, { keys: [], keysAreWrong: true });
    expect([...findings.keys()].filter((what) => what.startsWith("DKIM"))).toEqual([]);
  });

  it("never waits for a DNS that is silent or broken, and does not guess", { timeout: 30_000 }, async () => {
    for (const trouble of ["silence", "servfail"] as const) {
      const zone = Object.fromEntries(Object.keys(GOOD).map((name) => [name, { trouble }]));
      const began = performance.now();
      const findings = await examine(zone);
      expect(performance.now() - began).toBeLessThan(15_000);
      for (const [what, { ok, says }] of findings) {
        if (what.startsWith("TLS")) continue;
        expect(ok, what).toBeNull();
        expect(says).toMatch(trouble === "silence" ? /could not be told.*in time/ : /could not be told.*SERVFAIL/);
      }
    }
  });

  const ofSpf = async (TXT: readonly string[], others: Zone = {}) =>
    (await examine({ ...GOOD, ...others, "bounces.example.org": { TXT } })).get("SPF of bounces.example.org");

  it("reads SPF as receivers do", async () => {
    expect(await ofSpf(["v=spf1 ip4:192.0.2.25 -all", "v=spf1 include:a.example ~all"])).toMatchObject({
      ok: false,
      says: expect.stringContaining("2 records"),
      remedy: expect.stringContaining('"v=spf1 ip4:192.0.2.25 include:a.example -all"'),
    });
    const chain = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [
        `s${n}.example.net`,
        { TXT: [`v=spf1 include:s${n + 1}.example.net -all`] },
      ]),
    );
    expect(await ofSpf(["v=spf1 include:s0.example.net -all"], chain)).toMatchObject({
      ok: false,
      says: expect.stringContaining("lookups"),
    });
    expect(await ofSpf(["v=spf1 include:bounces.example.org -all"])).toMatchObject({
      ok: false,
      says: expect.stringContaining("includes itself"),
    });
    expect(await ofSpf(["v=spf1 include:absent.example -all"])).toMatchObject({
      ok: false,
      says: expect.stringContaining("absent.example has no SPF record"),
    });
    expect(await ofSpf(["v=spf1 +all"])).toMatchObject({
      ok: false,
      says: expect.stringContaining("lets anybody send"),
    });
    expect(await ofSpf(["v=spf1 ip4=192.0.2.25 ipv4:192.0.2.25 -all"])).toMatchObject({
      ok: false,
      says: expect.stringContaining('"ipv4:192.0.2.25"'),
    });
    expect(await ofSpf(["v=spf1 ip4:198.51.100.0/24 ~all"])).toMatchObject({
      ok: null,
      says: expect.stringContaining("does not name 192.0.2.25"),
      remedy: expect.stringContaining('"v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.25 ~all"'),
    });
    expect(await ofSpf(["v=spf1 a:mail.example.org -all"])).toMatchObject({ ok: true });
    expect(await ofSpf(["v=spf1 redirect=spf.example.net"])).toMatchObject({ ok: true });
    expect(await ofSpf(["v=spf1 mx -all"])).toMatchObject({ ok: null });
    expect(await ofSpf(["v=spf1 include:%{i}.example.net -all"])).toMatchObject({ ok: null });
  });

  it("compares the key in DNS with the one that signs", async () => {
    const other = makeDkimKey("rsa").record;
    const of = async (record: string) =>
      (await examine({ ...GOOD, "k1._domainkey.example.org": { TXT: [record] } })).get("DKIM key k1 of example.org");
    expect(await of(other)).toMatchObject({ ok: false, remedy: expect.stringContaining(RSA.record.slice(255)) });
    expect(await of("v=DKIM1; k=rsa; p=")).toMatchObject({ ok: false, says: expect.stringContaining("revoked") });
    expect(await of(RSA.record.replace("v=DKIM1;", "v=DKIM1; t=y;"))).toMatchObject({
      ok: true,
      remedy: expect.stringContaining("t=y"),
    });
    expect(await of(RSA.record.replace("k=rsa; ", ""))).toMatchObject({ ok: true, remedy: null });
  });

  it("says who signs when it is not Rekindle, and what leaves unsigned", async () => {
    const relay = await examine(GOOD, { keys: [] });
    expect(relay.get("DKIM of example.org")).toMatchObject({ ok: null, says: expect.stringContaining("mail server") });
    expect(relay.get("DMARC of example.org")).toMatchObject({ ok: true });
    const modern = await examine(GOOD, { keys: KEYS.filter(({ kind }) => kind === "ed25519") });
    expect(modern.get("DKIM of example.org")).toMatchObject({ ok: false, remedy: expect.stringContaining("RSA") });
    const two = await examine(
      GOOD,
      {},
      { domains: ["example.org", "other.example"], bouncesDomain: "bounces.example.org" },
    );
    expect(two.get("DKIM of other.example")).toMatchObject({
      ok: false,
      remedy: expect.stringContaining("k1@other.example="),
    });
  });

  it("finds DMARC above the domain, and tells whether anything of ours is aligned", async () => {
    const of = async (record: string, sender: Partial<typeof SENDER> = {}, keys = KEYS) =>
      (await examine({ ...GOOD, "_dmarc.example.org": { TXT: [record] } }, { keys }, { ...SENDER, ...sender })).get(
        `DMARC of ${sender.domains?.[0] ?? "example.org"}`,
      );
    expect(await of("v=DMARC1; p=none")).toMatchObject({ ok: true, remedy: expect.stringContaining("p=quarantine") });
    expect(await of("v=DMARC1; p=none; sp=reject", { domains: ["news.example.org"] })).toMatchObject({
      ok: true,
      remedy: null,
    });
    expect(await of("v=DMARC1; p=reject", { bouncesDomain: "provider.example" })).toMatchObject({
      ok: true,
      says: expect.stringContaining("not aligned"),
    });
    expect(await of("v=DMARC1; p=reject", { bouncesDomain: "provider.example" }, [])).toMatchObject({ ok: null });
    const strict = { domains: ["news.example.org"] };
    expect(await of("v=DMARC1; p=reject; adkim=s; aspf=s", strict)).toMatchObject({
      ok: false,
      says: expect.stringContaining("no signature is aligned"),
    });
    expect(await of("v=DMARC1; rua=mailto:a@b.example")).toMatchObject({
      ok: false,
      says: expect.stringContaining("no policy"),
    });
  });

  it("follows names back to their address, and bounces to a server that takes them", async () => {
    const away = await examine({ ...GOOD, "25.2.0.192.in-addr.arpa": { PTR: ["away.example"] } });
    expect(away.get("PTR of 192.0.2.25")).toMatchObject({ ok: null, says: "away.example does not lead back to it" });
    const inside = await examine({ ...GOOD, "mail.example.org": { A: ["10.0.0.25"] } });
    expect(inside.get("PTR of 10.0.0.25")).toMatchObject({ ok: null });
    const spf = GOOD["bounces.example.org"]?.TXT ?? [];
    const none = await examine({ ...GOOD, "bounces.example.org": { TXT: spf, MX: ["."] } });
    expect(none.get("MX of bounces.example.org")).toMatchObject({
      ok: false,
      says: expect.stringContaining("takes no mail"),
    });
    const lost = await examine({ ...GOOD, "bounces.example.org": { TXT: spf, MX: ["absent.example"] } });
    expect(lost.get("MX of bounces.example.org")).toMatchObject({
      ok: false,
      says: expect.stringContaining("has no address"),
    });
  });
});

describe("what doctor says of a mail server's TLS", () => {
  const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000 + 60_000);

  /** A server with a certificate of those days, for `localhost`, which is believed when `believed`. */
  async function tlsOf(options: {
    from?: number;
    to?: number;
    name?: string;
    believed?: boolean;
    plain?: boolean;
    secure?: boolean;
  }) {
    const { from = -10, to = 90, name = "localhost", believed = true, plain = false, secure = false } = options;
    const certificate = makeCertificate(inDays(from), inDays(to), name);
    const smtp = new SMTPServer({
      secure,
      key: certificate.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      cert: certificate.pem,
      disabledCommands: plain ? ["STARTTLS"] : [],
      logger: false,
    });
    smtp.on("error", () => undefined);
    const listening = smtp.listen(0, "127.0.0.1");
    await once(listening, "listening");
    const { port } = listening.address() as { port: number };
    try {
      const relay = openRelay(
        `${secure ? "smtps" : "smtp"}://localhost:${port}`,
        believed ? certificate.pem : undefined,
      );
      const findings = await examine({ ...GOOD }, { relays: [relay] });
      return findings.get(`TLS of localhost:${port}`);
    } finally {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    }
  }

  it("tells a certificate that is good, for how long, with STARTTLS and without", async () => {
    expect(await tlsOf({})).toMatchObject({ ok: true, says: expect.stringMatching(/^TLSv1\.[23], .*90 days left/) });
    expect(await tlsOf({ secure: true })).toMatchObject({ ok: true, says: expect.stringContaining("90 days left") });
    expect(await tlsOf({ to: 5 })).toMatchObject({ ok: false, says: expect.stringContaining("5 days left") });
  });

  it("tells one that nodemailer would refuse, and why", async () => {
    expect(await tlsOf({ believed: false })).toMatchObject({ ok: false, says: expect.stringMatching(/self.signed/i) });
    expect(await tlsOf({ from: -20, to: -2 })).toMatchObject({ ok: false, says: expect.stringMatching(/expired/i) });
    expect(await tlsOf({ name: "other.example" })).toMatchObject({
      ok: false,
      says: expect.stringMatching(/altname|other\.example/i),
    });
  });

  it("allows a server on this machine to speak in the open, and no other", async () => {
    expect(await tlsOf({ plain: true })).toMatchObject({ ok: true, says: expect.stringContaining("offers none") });
    const relay: Relay = { ...RELAY, probe: async () => ({ kind: "plain" }) };
    expect((await examine(GOOD, { relays: [relay] })).get("TLS of mail.example.org:587")).toMatchObject({ ok: false });
  });

  it("waits for no server that is silent or absent", { timeout: 30_000 }, async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const relay = openRelay(`smtp://127.0.0.1:${port}`);
    expect(await relay.probe()).toEqual({ kind: "unreachable", why: "it did not answer in time" });
    silent.close();
    expect(await openRelay("smtp://127.0.0.1:1").probe()).toMatchObject({ kind: "unreachable" });
  });
});
