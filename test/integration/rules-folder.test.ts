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
