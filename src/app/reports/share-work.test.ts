import { describe, expect, it } from "vitest";
import { TooMuchWork } from "../../web/reading.ts";
import { shareWork } from "./share-work.ts";

/** A clock and facts that stand still until told otherwise, and work that ends when told. */
function scene(isStill = false) {
  let at = 0;
  let facts = "1";
  const shared = shareWork({ stamp: async () => facts, isStill, now: () => at });
  return {
    shared,
    pass: (ms: number) => {
      at += ms;
    },
    learn: (newer: string) => {
      facts = newer;
    },
  };
}

const make = (value: number, began: number[] = []) => {
  return async () => {
    began.push(value);
    return value;
  };
};

describe("work that is shared", () => {
  it("is done once for all who ask while it is done", async () => {
    const { shared } = scene();
    const began: number[] = [];
    const readings = await Promise.all([1, 2, 3].map((value) => shared.read("a", make(value, began))));
    const made = await Promise.all(readings.map(({ coming }) => coming));
    expect(made.map((kept) => kept?.value)).toEqual([1, 1, 1]);
    expect(began).toEqual([1]);
  });

  it("keeps its result until facts come, for a minute at most", async () => {
    const { shared, pass, learn } = scene();
    await (await shared.read("a", make(1))).coming;
    pass(30_000);
    expect(await shared.read("a", make(2))).toMatchObject({ kept: { value: 1 }, coming: null });
    learn("2");
    const newer = await shared.read("a", make(3));
    expect(newer.kept?.value).toBe(1);
    expect((await newer.coming)?.value).toBe(3);
    pass(60_000);
    expect((await (await shared.read("a", make(4))).coming)?.value).toBe(4);
  });

  it("keeps its result for good where nothing comes and time stands", async () => {
    const { shared, pass, learn } = scene(true);
    await (await shared.read("a", make(1))).coming;
    pass(3_600_000);
    learn("2");
    expect(await shared.read("a", make(2))).toMatchObject({ kept: { value: 1 }, coming: null });
  });

  it("keeps what took long for longer, whatever comes", async () => {
    const { shared, pass, learn } = scene();
    const slow = async () => {
      pass(5_000);
      return 1;
    };
    await (await shared.read("a", slow)).coming;
    learn("2");
    pass(40_000);
    expect((await shared.read("a", make(2))).coming).toBeNull();
    pass(20_000);
    expect((await (await shared.read("a", make(3))).coming)?.value).toBe(3);
  });

  it("does one thing at a time, and takes no more than it can do", async () => {
    const { shared } = scene();
    let running = 0;
    const work = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return 0;
    };
    const readings = await Promise.allSettled([...Array(10).keys()].map((key) => shared.read(String(key), work)));
    const taken = readings.flatMap((reading) => (reading.status === "fulfilled" ? [reading.value] : []));
    expect(taken).toHaveLength(8);
    expect(readings.at(-1)).toMatchObject({ reason: expect.any(TooMuchWork) });
    await Promise.all(taken.map(({ coming }) => coming));
  });

  it("shows what failed to those who waited, and tries anew for the next", async () => {
    const { shared } = scene();
    const fail = async () => {
      throw new Error("no");
    };
    await expect((await shared.read("a", fail)).coming).rejects.toThrow("no");
    expect((await (await shared.read("a", make(2))).coming)?.value).toBe(2);
  });

  it("ends with what is being done, and begins nothing more", async () => {
    const { shared } = scene();
    let done = false;
    const work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      done = true;
    };
    const [first, second] = await Promise.all([shared.read("a", work), shared.read("b", make(1))]);
    const refused = expect(second?.coming).rejects.toThrow(TooMuchWork);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await shared.stop();
    expect(done).toBe(true);
    await first?.coming;
    await refused;
    await expect(shared.read("c", make(1))).rejects.toThrow(TooMuchWork);
  });
});
