import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchAway } from "./watch-away.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const opened = (probe: () => Promise<unknown>) => {
  const said: string[] = [];
  const watch = watchAway({ name: "PostgreSQL", probe, say: (text) => said.push(text), now: () => Date.now() });
  return { said, watch, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
};

it("says once that it is back, and for how long it was away", async () => {
  let isAway = false;
  const { said, watch, pass } = opened(async () => {
    if (isAway) throw new Error("away");
  });
  await pass(60_000);
  expect(said).toEqual([]);
  isAway = true;
  await pass(27_000);
  isAway = false;
  await pass(60_000);
  expect(said).toEqual(["PostgreSQL answers again, after 26 seconds"]);
  isAway = true;
  await pass(3 * 3_600_000);
  isAway = false;
  await pass(10_000);
  expect(said.slice(1)).toEqual(["PostgreSQL answers again, after 3 hours"]);
  isAway = true;
  await pass(10_000);
  await watch.stop();
  isAway = false;
  await pass(60_000);
  expect(said).toHaveLength(2);
});

it("takes one that says nothing for away, asks it once, and does not take a slow answer for that", async () => {
  let answer = () => {};
  let asked = 0;
  const { said, pass } = opened(() => {
    asked += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  await pass(2_000);
  await pass(8_000);
  answer();
  await pass(0);
  expect(said).toEqual([]);
  await pass(2_000);
  await pass(90_000);
  expect(asked).toBe(2);
  answer();
  await pass(0);
  expect(said).toEqual(["PostgreSQL answers again, after 90 seconds"]);
});
