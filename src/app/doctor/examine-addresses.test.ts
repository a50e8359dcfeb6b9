import { describe, expect, it } from "vitest";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { examineLinks, sendersOf } from "./examine-addresses.ts";

const SHIPPED = "from: { name: Our community, address: community@example.org }\nlanguages: [en, fr]\nbounces: off\n";
const RULE =
  'rule: a\nstate: live\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { from: { name: A, address: a@mail.example }, subject: { en: A, fr: A }, picks: { hot: 1, cold: 0 } }\n';

const senders = (settings: string, ...rules: string[]) => {
  const files = [{ file: "settings.yaml", text: settings }, ...rules.map((text) => ({ file: "a.yaml", text }))];
  const folder = checkFolder(files);
  expect(folder.mistakes.filter(({ severity }) => severity === "mistake")).toEqual([]);
  return sendersOf(folder);
};

describe("the senders of mails", () => {
  it("that are still the example are told of, and nobody is asked to publish anything for them", () => {
    const { domains, bouncesDomain, findings } = senders(SHIPPED);
    expect({ domains, bouncesDomain }).toEqual({ domains: [], bouncesDomain: null });
    expect(findings).toEqual([expect.objectContaining({ what: "from of settings.yaml", ok: false })]);
    expect(findings[0]?.says).toContain("still the example: community@example.org");
    expect(findings[0]?.remedy).toContain("from: { name: …, address: community@YOUR-DOMAIN }");
  });

  it("are told of each by itself", () => {
    const own = SHIPPED.replace("community@example.org", "us@klub.fr").replace(
      /^bounces: off/m,
      "bounces: { address: b@bounces.example.org }",
    );
    const { domains, bouncesDomain, findings } = senders(own, RULE);
    expect({ domains, bouncesDomain }).toEqual({ domains: ["klub.fr"], bouncesDomain: null });
    expect(findings.map(({ what }) => what)).toEqual(["digest.from of rule a", "bounces of settings.yaml"]);
  });

  it("of domains that may be somebody's are none", () => {
    const own = SHIPPED.replace("community@example.org", "us@my-example.org");
    expect(senders(own)).toEqual({ domains: ["my-example.org"], bouncesDomain: null, findings: [] });
  });
});

describe("links in mails", () => {
  it.each([
    ["http://127.0.0.1:3000", false],
    ["http://localhost:3000", false],
    ["https://[::1]", false],
    ["https://digests.example.org", false],
  ])("to %s lead nowhere", (url, named) => {
    const found = examineLinks(url, named);
    expect(found.ok).toBe(false);
    expect(found.says).toContain("lead members nowhere");
    expect(found.says).toContain("BASE_URL is not set");
    expect(found.remedy).toMatch(/^Set BASE_URL to the https address/);
  });

  it("to a network of one's own, or without encryption, are for a person to judge", () => {
    expect(examineLinks("https://10.1.2.3", true)).toMatchObject({ ok: null });
    expect(examineLinks("http://digests.klub.fr", true)).toMatchObject({ ok: null });
    expect(examineLinks("https://digests.klub.fr/mail", true)).toEqual({
      ok: true,
      says: "members reach this installation at https://digests.klub.fr/mail",
      remedy: null,
    });
    expect(examineLinks("https://localhost", true).says).toContain("BASE_URL is https://localhost");
  });
});
