import { expect, it, onTestFinished } from "vitest";
import { checkClock, takeClock } from "../../src/platform/postgres/audience/clock-guard.ts";
import { createTestDatabase } from "../support/database.ts";

it("a history that run --at took ahead of the clock is said to be so, in words that do not change every minute", async () => {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  const looked = (at: string) => checkClock(test.database, new Date(at)).catch((error: unknown) => error);
  expect(await looked("2030-12-01T00:00:00Z")).toBeNull();
  const given = await takeClock(test.url, test.database, "given");
  await given.advance(new Date("2031-01-01T00:00:00Z"));
  await given.release();
  const wall = await takeClock(test.url, test.database, "wall");
  onTestFinished(() => wall.release());
  const said = async (at: string) => wall.advance(new Date(at)).catch((error: unknown) => error);
  const first = await said("2030-12-01T00:00:00Z");
  expect(first).toMatchObject({
    code: "clock",
    message: expect.stringMatching(/^Nothing is planned before 2031-01-01T00:00:00.000Z: rekindle run --at took/),
    remedy: expect.not.stringContaining("later --at"),
  });
  expect(await said("2030-12-01T00:01:00Z")).toEqual(first);
  // Also to who asks doctor; not where clocks of two machines differ by less than minutes.
  expect(await looked("2030-12-01T00:00:00Z")).toEqual(first);
  expect(await looked("2030-12-31T23:56:00Z")).toEqual(new Date("2031-01-01T00:00:00Z"));
  await wall.advance(new Date("2031-01-01T00:00:01Z"));
});
