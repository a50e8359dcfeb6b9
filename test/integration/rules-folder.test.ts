import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_DIRECTORY } from "../../src/config.ts";
import { createInstallation, type Installation } from "../support/rekindle.ts";

/** Of somebody whose rules lie where they type, while nothing says that these are meant. */
let here: Installation;
let named: Installation;

beforeAll(() => {
  here = createInstallation({ RULES_DIR: "" });
  here.writeRule("mine", "rule: mine\nwhen: { inactve: 7 days }\n");
  named = createInstallation();
});
afterAll(() => {
  here.remove();
  named.remove();
});

describe("the rules that are read", { timeout: 60_000 }, () => {
  it("are named, and so are those that lie here and are not", async () => {
    const { stdout, stderr, status } = await here.run("rules", "check", "--no-data");
    expect(stdout).toContain(`valid rules in ${PACKAGE_DIRECTORY}rules/, `);
    expect(stderr).toBe(
      `The rules of ${PACKAGE_DIRECTORY}rules/ are read, not those that lie here in rules/. To read these, set RULES_DIR=rules\n`,
    );
    expect(status).toBe(0);
    const missed = await here.run("rules", "check", "--no-data", "rules/mine.yaml");
    expect(missed.stderr).toContain(`is no .yaml file of the rules folder, ${PACKAGE_DIRECTORY}rules/`);
    expect(missed.status).toBe(2);
  });

  it("are told in what JSON does not hold, so that scripts go on", async () => {
    const { stdout, stderr } = await here.run("rules", "check", "--no-data", "--json");
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr).toContain("set RULES_DIR=rules");
  });

  it("are named from where one stands, and nothing else is said, once somebody has chosen", async () => {
    const { stdout, stderr } = await named.run("rules", "check", "--no-data");
    expect(stdout).toMatch(/^No mistakes.*; 11 valid rules in rules\/, \d of them live\./m);
    expect(stderr).toBe("");
  });

  it("are checked, listed and previewed in French for who asks for it", async () => {
    const checked = await named.run("rules", "check", "--no-data", "--lang", "fr");
    expect(checked.stdout).toMatch(
      /^Aucune erreur.*\u00a0; 11 règles valides dans rules\/, dont \d actives\. Les membres/m,
    );
    const listed = await named.run("rules", "list", "--lang", "fr");
    expect(listed.stdout).toMatch(/^règle +état +prochain envoi \(Europe\/Paris\)\n/);
    expect(listed.stdout).toMatch(/^replies +brouillon +-$/m);
    const previewed = await named.run(
      "rules",
      "preview",
      "seven-days-away",
      "--at",
      "2026-03-12T08:00:00Z",
      "--lang",
      "fr",
    );
    expect(previewed.stdout.replaceAll("\u00a0", " ")).toMatch(
      /^seven-days-away : 0 membre recevrait un récapitulatif le 2026-03-12 09:00 \(Europe\/Paris\)\ncorrespondent +0\n\nProchain envoi : /,
    );
    named.writeRule("seven-days-away", "rule: seven-days-away\nwhen: { inactve: 7 days }\n");
    const broken = await named.run("rules", "check", "--no-data", "--lang", "fr");
    expect(broken.stdout).toMatch(/^seven-days-away\.yaml:2:9 erreur\n {2}condition inconnue «\u00a0inactve\u00a0»$/m);
  });

  it("may have files of the same name beside them that are no rules", async () => {
    const site = createInstallation({ RULES_DIR: "" });
    try {
      const other = join(site.folder, "other");
      mkdirSync(join(other, "rules"), { recursive: true });
      writeFileSync(join(other, "rules", "lint.json"), "{}");
      const { stderr } = await site.runIn(other, "rules", "check", "--no-data");
      expect(stderr).toBe("");
      const inside = await site.runIn(site.rules, "rules", "check", "--no-data");
      expect(inside.stderr).toContain("not those that lie here in ./. To read these, set RULES_DIR=.");
    } finally {
      site.remove();
    }
  });
});
