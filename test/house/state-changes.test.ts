import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../../src", import.meta.url));

/** Of each statement on digests, what stands in its SET list. */
const SET_LIST = /UPDATE digest\b[^`]*?\bSET\b([^`]*?)(?:\bFROM\b|\bWHERE\b)/g;

it("every statement that changes the state of a digest says who does", () => {
  const changes = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) =>
      [...readFileSync(join(source, path), "utf8").matchAll(SET_LIST)]
        .map(([, set = ""]) => set)
        .filter((set) => /\bstate\s*=/.test(set))
        .map((set) => ({ path, saysWho: /\bchanged_by\s*=/.test(set) })),
    );
  expect(changes.length).toBeGreaterThanOrEqual(9);
  expect(changes.filter(({ saysWho }) => !saysWho)).toEqual([]);
});
