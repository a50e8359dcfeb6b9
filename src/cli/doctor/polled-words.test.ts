import { expect, it } from "vitest";
import { tellPolled } from "./polled-words.ts";

const AT = new Date("2026-11-28T08:00:00Z");
const NEXT = new Date("2026-11-28T08:30:00Z");
const COMMAND = "rekindle connectors poll blog";

it("says when a connector was read, that it was not yet, and why it could not be and since when", () => {
  const good = { name: "blog", trouble: null, failures: 0, askedAt: AT, dueAt: NEXT };
  expect(tellPolled(good, COMMAND)).toEqual({
    ok: true,
    says: "read at 2026-11-28 08:00Z, next at 2026-11-28 08:30Z",
    remedy: null,
  });
  expect(tellPolled(null, COMMAND).ok).toBeNull();
  expect(tellPolled({ ...good, askedAt: null }, COMMAND).says).toBe("not read yet");
  const bad = tellPolled({ ...good, trouble: "the server answered 500", failures: 3 }, COMMAND);
  expect(bad.ok).toBe(false);
  expect(bad.says).toBe(
    "could not be read at 2026-11-28 08:00Z, 3 times in a row: the server answered 500; next at 2026-11-28 08:30Z",
  );
  expect(bad.remedy).toContain(COMMAND);
});
