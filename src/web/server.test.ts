import { describe, expect, it } from "vitest";
import { RekindleError } from "../core/errors.ts";
import type { SavedReport } from "../report/saved/ports.ts";
import type { InboxMail, WebDependencies } from "./dependencies.ts";
import { TooMuchWork } from "./reading.ts";
import { createServer } from "./server.ts";

const HOSTILE = `"><script>alert(1)</script>`;

const MAIL: InboxMail = {
  id: "1.2",
  name: HOSTILE,
  address: "a@b.example",
  subject: HOSTILE,
  rule: HOSTILE,
  receivedAt: new Date("2026-09-08T06:00:00Z"),
  timezone: "Europe/Paris",
};

const NOW = new Date("2026-11-15T12:00:00Z");

const SAVED: SavedReport = {
  id: 1,
  kind: "report",
  period: { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-11-01T00:00:00Z"), timezone: "Etc/UTC" },
  rule: HOSTILE,
  language: "fr",
  savedAt: NOW,
  files: [{ format: "html", size: 11, hash: "abc" }],
};

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
      steps: [],
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
      calendar: async () => ({ now: NOW, end: NOW, timezone: "Europe/Paris", rules: ["welcome"] }),
      readReport: () => Promise.reject(new Error("no figures")),
      readSponsor: () => Promise.reject(new TooMuchWork()),
      charts: { render: () => "" },
      writeWorkbook: async () => new Uint8Array(),
    },
    saved: {
      keep: () => Promise.reject(new Error("nothing is kept here")),
      list: async () => ({ reports: [SAVED], olderThan: null }),
      show: async (id, format) => {
        if (id === 2) throw new RekindleError("configuration", "changed", "take a backup");
        const [file] = SAVED.files;
        if (id !== 1 || file === undefined || format !== file.format)
          throw new RekindleError("not_found", "no", "list");
        return { report: SAVED, file, bytes: new TextEncoder().encode("<p>kept</p>") };
      },
    },
    inbox: {
      list: async () => ({ mails: [MAIL], total: 1 }),
      read: async (id) =>
        id === "1.2"
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
    "/report/saved",
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
    for (const url of [
      "/",
      "/rules",
      "/report",
      "/report.csv",
      "/report/sheet",
      "/report/saved",
      "/report/saved/1.html",
      "/inbox",
    ])
      expect((await server.inject(url)).statusCode).toBe(404);
    expect((await server.inject("/healthz")).statusCode).toBe(200);
  });

  it("gives a saved report byte for byte, under a policy that runs nothing, and says where it was changed", async () => {
    const { server } = pagesWith({});
    const list = await server.inject("/report/saved?lang=en");
    expect(list.body).toContain("1 October 2026 to 31 October 2026");
    const kept = await server.inject("/report/saved/1.html");
    expect(kept.body).toBe("<p>kept</p>");
    expect(kept.headers).toMatchObject({ etag: '"abc"', "content-disposition": 'inline; filename="report-1.html"' });
    expect(kept.headers["content-security-policy"]).toContain("default-src 'none'");
    for (const url of ["/report/saved/1.csv", "/report/saved/3.html", "/report/saved/x", "/report/saved/1.exe"]) {
      expect((await server.inject(url)).statusCode, url).toBe(404);
    }
    const changed = await server.inject("/report/saved/2.html?lang=en");
    expect(changed.statusCode).toBe(500);
    expect(changed.body).toContain("Saved report 2 is not as it was saved");
  });

  it("is not well when the database is not", async () => {
    const failing = pagesWith({ isReady: () => Promise.reject(new Error("away")) });
    expect((await failing.server.inject("/healthz")).statusCode).toBe(503);
  });

  it("is not well when the database says nothing at all, and says so in time", async () => {
    const silent = pagesWith({ isReady: () => new Promise(() => undefined) });
    const asked = performance.now();
    expect((await silent.server.inject("/healthz")).statusCode).toBe(503);
    expect(performance.now() - asked).toBeLessThan(9_000);
  }, 15_000);

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
