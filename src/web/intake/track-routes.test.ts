import Fastify from "fastify";
import { expect, it } from "vitest";
import { ByteBudget } from "./read-body.ts";
import { trackRoutes } from "./track-routes.ts";

const MOST = 600 * 1024;

it.each([
  ["POST", "/v1/import"],
  ["PUT", "/v1/track"],
  ["OPTIONS", "/v1/track"],
] as const)("%s %s holds no room of what it has no use for", async (method, url) => {
  const budget = new ByteBudget(MOST);
  const server = Fastify();
  const receive = async () => ({ kind: "stored", taken: 1, refusals: [], dropped: [] }) as const;
  const find = async () => ({ name: "site", isForBrowsers: false });
  const quiet = {
    onStranger: () => undefined,
    onUnread: () => undefined,
    onExposed: () => undefined,
    onTrouble: () => undefined,
  };
  await server.register(trackRoutes({ findKey: find, receive, budget, now: () => new Date(0), ...quiet }));
  const headers = { "content-type": "application/json" };
  await server.inject({ method, url, headers, payload: "x".repeat(400 * 1024) });
  expect(budget.take(MOST)).toBe(true);
  await server.close();
});
