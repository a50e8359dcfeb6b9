import Fastify from "fastify";
import { expect, it } from "vitest";
import { RekindleError } from "../../core/errors.ts";
import type { HookAnswer } from "../../ingest/hooks/receive-delivery.ts";
import { hookRoutes } from "./hook-routes.ts";
import { ByteBudget } from "./read-body.ts";

const RECEIVER = { name: "forum", proof: null, read: async () => ({ calls: [] }) };
const STORED: HookAnswer = { kind: "stored", taken: 1, refusals: [], dropped: [] };

async function serve(receive: () => Promise<HookAnswer>, most = 100) {
  const [server, troubles] = [Fastify(), [] as unknown[]];
  const budget = new ByteBudget(most);
  const onTrouble = (error: unknown) => troubles.push(error);
  const refused: string[] = [];
  const onRefused = (name: string | null, why: string) => refused.push(`${name}: ${why}`);
  await server.register(
    hookRoutes({ find: async () => RECEIVER, receive, onRefused, budget, now: () => new Date(0), onTrouble }),
  );
  const post = (body: string) => server.inject({ method: "POST", url: "/hooks/forum", payload: body });
  return { post, budget, troubles, refused };
}

it("asks to come again where there is no room for the body, and has room again after each", async () => {
  const { post, budget, refused } = await serve(async () => STORED);
  expect((await post("x".repeat(90))).statusCode).toBe(200);
  expect((await post("x".repeat(90))).statusCode).toBe(200);
  budget.take(50);
  const { statusCode, headers } = await post("x".repeat(90));
  expect([statusCode, headers["retry-after"]]).toEqual([429, "1"]);
  budget.give(50);
  expect((await post("x".repeat(90))).statusCode).toBe(200);
  // Whoever is asked to come again is not refused.
  expect(refused).toEqual([]);
});

it("asks to come again while nothing can be stored, and says so to who runs it", async () => {
  const away = await serve(() => Promise.reject(new RekindleError("unreachable", "It is away.", "Wait.")));
  const { statusCode, headers } = await away.post("{}");
  expect([statusCode, headers["retry-after"], away.troubles.length]).toEqual([503, "1", 1]);
  const broken = await serve(() => Promise.reject(new Error("a secret")));
  const answer = await broken.post("{}");
  expect([answer.statusCode, answer.body.includes("secret"), broken.troubles.length]).toEqual([500, false, 1]);
  expect(broken.budget.take(100)).toBe(true);
});
