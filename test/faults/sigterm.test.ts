import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openSendingInstallation, type SendingInstallation } from "../support/faults/sending-installation.ts";

const MEMBERS = 40;
/** What a host gives a service before it kills it. */
const STOPS_WITHIN_MS = 30_000;

let test: TestDatabase;
let here: SendingInstallation;

beforeEach(async () => {
  test = await createTestDatabase();
  here = await openSendingInstallation({}, { members: MEMBERS, database: test });
});
afterEach(async () => {
  await here.close();
  await test.drop();
});

const states = () => here.states();
const inFlight = () =>
  here.judge.attempts.filter(({ dotAt, answeredAt }) => dotAt !== null && answeredAt === null).length;

describe("SIGTERM while a service sends", { timeout: 180_000 }, () => {
  it("leaves nothing in doubt: what is in flight is answered and written down, and the rest waits for the next", async () => {
    here.judge.misbehave("dot", null, { lateMs: 1_500 }, MEMBERS);
    const service = here.start("start");
    await expect.poll(inFlight, { timeout: 60_000 }).toBeGreaterThan(3);
    const told = performance.now();
    service.child.kill("SIGTERM");
    expect((await service.ended).status).toBe(0);
    expect(performance.now() - told).toBeLessThan(STOPS_WITHIN_MS);
    const before = await states();
    expect(Object.keys(before).sort()).toEqual(["accepted", "rendered"]);
    expect(before.accepted).toBe(here.keptMails().size);
    expect(before.rendered).toBeGreaterThan(0);

    here.judge.behave();
    const next = here.start("start");
    await expect.poll(states, { timeout: 60_000 }).toEqual({ accepted: MEMBERS });
    next.child.kill("SIGTERM");
    expect((await next.ended).status).toBe(0);
    expect([...here.keptMails().values()]).toEqual(Array(MEMBERS).fill(1));
  });

  it("waits no longer than a host does for a server that has fallen silent, and writes the doubt down before it ends", async () => {
    here.judge.misbehave("dot", null, { silence: true }, 3);
    const service = here.start("start");
    const silent = () => here.judge.attempts.filter(({ dotAt, answer }) => dotAt !== null && answer === null).length;
    await expect.poll(silent, { timeout: 60_000 }).toBe(3);
    const told = performance.now();
    service.child.kill("SIGTERM");
    const { status, stderr } = await service.ended;
    expect(status).toBe(0);
    expect(performance.now() - told).toBeLessThan(STOPS_WITHIN_MS);
    expect(stderr).toMatch(/ mails? may have left or not, .* rekindle outbox/);
    const after = await states();
    expect(after.unknown).toBe(3);
    // Nobody is left to say more of it: no lease has to lapse first.
    expect(after.submitting ?? 0).toBe(0);
    expect(after.claimed ?? 0).toBe(0);
    expect((after.accepted ?? 0) + (after.rendered ?? 0) + 3).toBe(MEMBERS);
    expect(Math.max(...here.keptMails().values())).toBe(1);
  });
});
