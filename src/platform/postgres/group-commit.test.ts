import { describe, expect, it } from "vitest";
import { RekindleError } from "../../core/errors.ts";
import { groupCommit } from "./group-commit.ts";

const OPTIONS = { maxWeight: 100, gatherMs: 0, patienceMs: () => 5_000 };

describe("group commit", () => {
  it("writes what is asked for during one commit in the next, together, each with its own answer", async () => {
    const groups: (readonly number[])[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const double = groupCommit<number, number>(async (requests) => {
      groups.push(requests);
      await gate;
      return requests.map((request) => request * 2);
    }, OPTIONS);
    const first = double(1);
    await expect.poll(() => groups.length).toBe(1);
    const others = [double(2), double(3)];
    open();
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it("writes what is asked for within a moment together", async () => {
    const groups: (readonly number[])[] = [];
    const echo = groupCommit<number, number>(
      async (requests) => {
        groups.push(requests);
        return requests;
      },
      { ...OPTIONS, gatherMs: 50 },
    );
    const first = echo(1);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, echo(2)]);
    expect(groups).toEqual([[1, 2]]);
  });

  it("never writes more than the limit at once", async () => {
    const sizes: number[] = [];
    const echo = groupCommit<number, number>(
      async (requests) => {
        sizes.push(requests.length);
        return requests;
      },
      { ...OPTIONS, maxWeight: 4 },
    );
    await Promise.all(Array.from({ length: 10 }, (_, index) => echo(index)));
    expect(sizes).toEqual([4, 4, 2]);
  });

  it("ends a group with the request that reaches the limit, by their weights", async () => {
    const groups: (readonly number[])[] = [];
    const echo = groupCommit<number, number>(
      async (requests) => {
        groups.push(requests);
        return requests;
      },
      { ...OPTIONS, maxWeight: 10, weigh: (request) => request },
    );
    await Promise.all([4, 3, 5, 20, 1, 2].map(echo));
    expect(groups).toEqual([[4, 3, 5], [20], [1, 2]]);
  });

  it("waits out a database that is away for a moment", async () => {
    let tries = 0;
    const write = groupCommit<string, string>(async (requests) => {
      tries += 1;
      if (tries < 3) throw new RekindleError("unreachable", "away", "wait");
      return requests;
    }, OPTIONS);
    expect(await write("kept")).toBe("kept");
    expect(tries).toBe(3);
  });

  it("gives up a request whose patience ends while the database is away, and not the others", async () => {
    let isAway = true;
    const written: string[] = [];
    const write = groupCommit<string, string>(
      async (requests) => {
        if (isAway) throw new RekindleError("unreachable", "away", "wait");
        written.push(...requests);
        return requests;
      },
      { ...OPTIONS, patienceMs: (request) => (request === "hurried" ? 0 : 5_000) },
    );
    const [hurried, patient] = [write("hurried"), write("patient")];
    await expect(hurried).rejects.toMatchObject({ code: "unreachable" });
    isAway = false;
    expect(await patient).toBe("patient");
    expect(written).toEqual(["patient"]);
  });

  it("tells of an error whoever brought it, and writes the others of the group, in order", async () => {
    const written: string[] = [];
    const write = groupCommit<string, string>(async (requests) => {
      if (requests.includes("bad")) throw new Error("no");
      written.push(...requests);
      return requests;
    }, OPTIONS);
    const results = await Promise.allSettled(["a", "b", "bad", "c", "d", "e", "bad"].map(write));
    expect(results.map(({ status }) => status === "fulfilled")).toEqual([true, true, false, true, true, true, false]);
    expect(await write("good")).toBe("good");
    expect(written).toEqual(["a", "b", "c", "d", "e", "good"]);
  });
});
