import { expect, it } from "vitest";
import { sayOnce } from "./say-once.ts";

it("says the same words again after a minute, and others at once", () => {
  const said: string[] = [];
  let at = 0;
  const say = sayOnce(
    (text) => said.push(text),
    () => at,
  );
  for (at of [0, 1, 59_999, 60_000, 60_001]) say("the database is away");
  say("the mail server is away");
  expect(said).toEqual(["the database is away", "the database is away", "the mail server is away"]);
});
