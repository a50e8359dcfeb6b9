import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HOSTILE } from "../support/hostile-templates.ts";

const SCRIPT = fileURLToPath(new URL("../support/hostile-templates.ts", import.meta.url));
/** A third of what a worker has. */
const HEAP_MB = 96;

interface Ending {
  readonly name: string;
  readonly place: "html" | "text" | "rule";
  readonly ends: readonly string[];
}

/** A process that dies of one of them throws here. */
const endings = execFileSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, "--import", "tsx", SCRIPT], {
  encoding: "utf8",
  cwd: fileURLToPath(new URL("../../", import.meta.url)),
})
  .trim()
  .split("\n")
  .map((line): Ending => JSON.parse(line));

describe("a template that loops or explodes", () => {
  it.each(Object.keys(HOSTILE))("keeps no other mail, and is named: %s", (name) => {
    const own = endings.filter((ending) => ending.name === name);
    expect(own.map(({ place }) => place)).toEqual(["html", "text", "rule"]);
    for (const { place, ends } of own) {
      expect([ends[0], ends[2]]).toEqual(["good", "good"]);
      expect(ends[1]).toMatch(/of rule hostile|html-\d+\.mjml|text-\d+\.txt\.liquid/);
      expect(ends[1]).toMatch(/characters|steps|did not end within/);
      if (place === "rule") expect(ends[1]).toMatch(/rule hostile/);
    }
  });
});
