import { describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { limitQueries } from "./limit-queries.ts";

/** Statements that end when they are told to, named by their texts. */
function scene() {
  const running = new Map<string, (error?: Error) => void>();
  const database = {
    query: ({ text }: { text: string }) =>
      new Promise((resolve, reject) => {
        running.set(text, (error) => {
          running.delete(text);
          if (error === undefined) resolve([text]);
          else reject(error);
        });
      }),
  } as unknown as Database;
  return { running, limited: limitQueries(database, 2) };
}

const ask = (database: Database, text: string) => database.query({ text, values: [] });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a database for work that may wait", () => {
  it("runs so many statements at once, the others in turn, also after one that failed", async () => {
    const { running, limited } = scene();
    const asked = ["a", "b", "c", "d"].map((text) => ask(limited, text));
    await turn();
    expect([...running.keys()]).toEqual(["a", "b"]);
    running.get("b")?.(new Error("no"));
    await expect(asked[1]).rejects.toThrow("no");
    await turn();
    expect([...running.keys()]).toEqual(["a", "c"]);
    for (const text of ["a", "c"]) running.get(text)?.();
    await turn();
    expect([...running.keys()]).toEqual(["d"]);
    running.get("d")?.();
    expect(await Promise.all([asked[0], asked[2], asked[3]])).toEqual([["a"], ["c"], ["d"]]);
    const last = ask(limited, "e");
    await turn();
    running.get("e")?.();
    expect(await last).toEqual(["e"]);
  });
});
