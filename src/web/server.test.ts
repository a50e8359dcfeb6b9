import { describe, expect, it } from "vitest";
import type { InboxMail, WebDependencies } from "./dependencies.ts";
import { TooMuchWork } from "./reading.ts";
import { createServer } from "./server.ts";

const HOSTILE = `"><script>alert(1)</script>`;

const MAIL: InboxMail = {
  key: { memberId: 1, digestId: 2 },
  name: HOSTILE,
  address: "a@b.example",
  subject: HOSTILE,
  rule: HOSTILE,
  receivedAt: new Date("2026-09-08T06:00:00Z"),
  timezone: "Europe/Paris",
};

const NOW = new Date("2026-11-15T12:00:00Z");

function pagesWith(changes: Partial<WebDependencies>) {
  const troubles: unknown[] = [];
  const server = createServer({
    community: async () => HOSTILE,
    access: { kind: "open" },
    isReady: async () => true,
    readOverview: async () => ({
      headline: HOSTILE,
      detail: HOSTILE,
      outcomes: [
        { name: HOSTILE, explanation: HOSTILE, treated: HOSTILE, heldOut: HOSTILE, difference: null, reason: HOSTILE },
      ],
      figures: [{ label: HOSTILE, value: HOSTILE, note: HOSTILE }],
      attention: [HOSTILE],
      charts: [],
    }),
    readRules: async () => ({
      mistakes: [HOSTILE],
      rules: [
        {
          name: HOSTILE,
          about: HOSTILE,
          file: HOSTILE,
          state: "live",
          who: HOSTILE,
          when: HOSTILE,
          next: HOSTILE,
          waiting: [HOSTILE],
          funnel: [],
        },
      ],
    }),
    report: {
      calendar: async () => ({ now: NOW, end: NOW, timezone: "Europe/Paris" }),
      readReport: () => Promise.reject(new Error("no figures")),
      readSponsor: () => Promise.reject(new TooMuchWork()),
      charts: { render: () => "" },
    },
    inbox: {
      list: async () => ({ mails: [MAIL], total: 1 }),
      read: async ({ memberId, digestId }) =>
        memberId === 1 && digestId === 2
          ? { ...MAIL, html: "<html><head></head><body>mail</body></html>", text: HOSTILE, headers: HOSTILE }
          : null,
    },
    onTrouble: (error) => troubles.push(error),
    ...changes,
  });
  return { server, troubles };
}

const basic = (password: string) => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

describe("the pages", () => {
  it.each([
    "/",
    "/rules",
    `/inbox?q=${encodeURIComponent(HOSTILE)}`,
    "/inbox/1.2",
    "/inbox/1.2?view=text",
    "/inbox/1.2?view=headers",
  ])("%s escapes whatever the site and its members wrote, and forbids scripts", async (url) => {
    const answer = await pagesWith({}).server.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain("<script");
    expect(answer.body).toContain("&lt;script&gt;");
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("shows a mail in a frame that can run nothing and whose links leave the frame alone", async () => {
    const answer = await pagesWith({}).server.inject("/inbox/1.2/mail");
    expect(answer.body).toContain('<base target="_blank">');
    expect(answer.headers["content-security-policy"]).toMatch(/default-src 'none'.*sandbox/);
    expect(answer.headers["content-security-policy"]).not.toContain("script");
  });

  it("knows no other mails, no inbox outside the demo, and no other pages", async () => {
    for (const url of ["/inbox/1.3", "/inbox/1.3/mail", "/inbox/x", "/inbox/1.2%00", "/nothing"]) {
      expect((await pagesWith({}).server.inject(url)).statusCode).toBe(404);
    }
    expect((await pagesWith({ inbox: null }).server.inject("/inbox")).statusCode).toBe(404);
  });

  it("asks for the password, takes it whatever the name, and refuses every other", async () => {
    const { server } = pagesWith({ access: { kind: "password", password: "correct horse" } });
    for (const authorization of [
      undefined,
      "Basic",
      "Basic !",
      basic("wrong"),
      basic("correct hors"),
      "Bearer correct horse",
    ]) {
      const answer = await server.inject({ url: "/", headers: authorization === undefined ? {} : { authorization } });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["www-authenticate"]).toContain("Basic");
      expect(answer.body).not.toContain("script");
    }
    expect((await server.inject({ url: "/", headers: { authorization: basic("correct horse") } })).statusCode).toBe(
      200,
    );
  });

  it("serves no page at all where no password is set, and says whether it can serve all the same", async () => {
    const { server } = pagesWith({ access: { kind: "closed" }, inbox: null });
    for (const url of ["/", "/rules", "/report", "/inbox"]) expect((await server.inject(url)).statusCode).toBe(404);
    expect((await server.inject("/healthz")).statusCode).toBe(200);
  });

  it("is not well when the database is not", async () => {
    const failing = pagesWith({ isReady: () => Promise.reject(new Error("away")) });
    expect((await failing.server.inject("/healthz")).statusCode).toBe(503);
  });

  it("tells the reader little and the engineer all when a page fails", async () => {
    const { server, troubles } = pagesWith({ readOverview: () => Promise.reject(new Error("secret detail")) });
    const answer = await server.inject("/");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret detail");
    expect(troubles).toHaveLength(1);
  });

  it("speaks the language asked for, else the browser's, else English", async () => {
    const { server } = pagesWith({});
    const languageOf = async (url: string, accept?: string) => {
      const { body } = await server.inject({ url, headers: accept === undefined ? {} : { "accept-language": accept } });
      return /<html lang="(\w+)"/.exec(body)?.[1];
    };
    expect(await languageOf("/?lang=fr", "en")).toBe("fr");
    expect(await languageOf("/", "de, fr-CA;q=0.8, en;q=0.5")).toBe("fr");
    expect(await languageOf("/", "fr;q=0, en")).toBe("en");
    expect(await languageOf("/?lang=xx")).toBe("en");
  });
});
