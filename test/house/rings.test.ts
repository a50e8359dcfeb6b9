import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Each probe is a file of a house that has this one's rules and nothing else. Answers the rules each one breaks. */
function lint(probes: ReadonlyMap<string, string>): Map<string, string[]> {
  const house = mkdtempSync(join(tmpdir(), "rekindle-rings-"));
  try {
    cpSync(join(root, "biome.json"), join(house, "biome.json"));
    for (const [path, source] of probes) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), source);
    }
    const { stdout } = spawnSync(
      join(root, "node_modules/.bin/biome"),
      ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json", "src"],
      { cwd: house, encoding: "utf8" },
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
    return new Map(
      [...probes.keys()].map((path) => [
        path,
        diagnostics.filter(({ location }) => location.path === path).map(({ category }) => category),
      ]),
    );
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const importing = (specifier: string) => `import { thing } from "${specifier}";\nexport const used = thing;\n`;

const FORBIDDEN: readonly [string, string][] = [
  ["src/core/probe.ts", "node:fs"],
  ["src/core/probe.ts", "pg"],
  ["src/core/rules/probe.ts", "../../audience/ports.ts"],
  ["src/core/probe.ts", "../simulate/community.ts"],
  ["src/core/probe.ts", "../config.ts"],
  ["src/simulate/probe.ts", "../ingest/ports.ts"],
  ["src/ingest/probe.ts", "../audience/ports.ts"],
  ["src/audience/probe.ts", "../platform/postgres/database.ts"],
  ["src/digest/probe.ts", "../delivery/ports.ts"],
  ["src/delivery/probe.ts", "../cli/terminal.ts"],
  ["src/report/probe.ts", "echarts"],
  ["src/report/probe.ts", "node:fs/promises"],
  ["src/platform/probe/probe.ts", "../../cli/terminal.ts"],
  ["src/platform/probe/probe.ts", "../../digest/compose-digests.ts"],
  ["src/platform/postgres/digest/probe.ts", "../../../audience/plan-moment.ts"],
  ["src/platform/postgres/audience/probe.ts", "../../../audience/explaining/explain-members.ts"],
  ["src/platform/probe/probe.ts", "../../delivery/feedback/receive-webhook.ts"],
  ["src/platform/postgres/probe.ts", "../../config.ts"],
  ["src/cli/probe.ts", "../platform/postgres/database.ts"],
  ["src/jobs/probe.ts", "bullmq"],
  ["src/web/probe.ts", "../app.ts"],
];

const ALLOWED: readonly [string, string][] = [
  ["src/core/rules/probe.ts", "../calendar.ts"],
  ["src/core/probe.ts", "zod"],
  ["src/simulate/probe.ts", "../core/community.ts"],
  ["src/digest/probe.ts", "./ports.ts"],
  ["src/digest/probe.ts", "../core/community.ts"],
  ["src/platform/postgres/digest/probe.ts", "../../../digest/ports.ts"],
  ["src/platform/postgres/audience/probe.ts", "../../../audience/explaining/ports.ts"],
  ["src/platform/probe/probe.ts", "../../delivery/feedback/ports.ts"],
  ["src/platform/postgres/digest/probe.ts", "../database.ts"],
  ["src/platform/postgres/probe.ts", "./audience/clock-guard.ts"],
  ["src/platform/queue/probe.ts", "../../jobs/ports.ts"],
  ["src/cli/probe.ts", "../audience/preview-rule.ts"],
  ["src/app.ts", "./platform/postgres/database.ts"],
];

const numbered = (rows: readonly [string, string][]): [string, string, string][] =>
  rows.map(([path, specifier], n) => [path, specifier, path.replace("probe.ts", `probe-${n}.ts`)]);

const GLOBALS: readonly [string, string][] = [
  ["src/core/globals.ts", "export const cwd = process.cwd();\n"],
  ["src/digest/globals.ts", "export const home = process.env.HOME;\n"],
  ["src/config.ts", "export const home = process.env.HOME;\n"],
];

const broken = lint(
  new Map([
    ...[
      ...numbered(FORBIDDEN),
      ...numbered(ALLOWED).map(([a, b, c]): [string, string, string] => [a, b, `${c.slice(0, -3)}-allowed.ts`]),
    ].map(([, specifier, probe]): [string, string] => [probe, importing(specifier)]),
    ...GLOBALS,
  ]),
);

describe("the ring table", () => {
  it.each(numbered(FORBIDDEN))("refuses that %s imports %s", (_, __, probe) => {
    expect(broken.get(probe)).toContain("lint/style/noRestrictedImports");
  });

  it.each(numbered(ALLOWED))("lets %s import %s", (_, __, probe) => {
    const rules = broken.get(`${probe.slice(0, -3)}-allowed.ts`);
    expect(rules).not.toContain("lint/style/noRestrictedImports");
  });

  it("keeps the process out of the core, and the environment out of all but config.ts", () => {
    expect(broken.get("src/core/globals.ts")).toContain("lint/style/noRestrictedGlobals");
    expect(broken.get("src/digest/globals.ts")).toContain("lint/style/noProcessEnv");
    expect(broken.get("src/config.ts")).not.toContain("lint/style/noProcessEnv");
  });
});
