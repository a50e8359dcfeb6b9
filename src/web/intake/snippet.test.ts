import Fastify from "fastify";
import { expect, it } from "vitest";
import { snippetRoutes } from "./snippet-routes.ts";

it("serves a script under 2 KB that any site may load, and that knows of no cookie", async () => {
  const server = Fastify();
  await server.register(snippetRoutes);
  const { statusCode, headers, rawPayload, body } = await server.inject("/rekindle.js");
  expect(statusCode).toBe(200);
  expect(rawPayload.length).toBeLessThan(2 * 1024);
  expect(headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cross-origin-resource-policy": "cross-origin",
  });
  expect(body).not.toContain("cookie");
  expect(() => new Function(body)).not.toThrow();
});
