import type { FastifyPluginAsync } from "fastify";
import { SNIPPET } from "./snippet.ts";

/** `GET /rekindle.js`, for pages of any site. */
export const snippetRoutes: FastifyPluginAsync = async (server) => {
  server.get("/rekindle.js", async (_request, reply) =>
    reply
      .type("text/javascript; charset=utf-8")
      .header("Cache-Control", "public, max-age=3600")
      .header("Access-Control-Allow-Origin", "*")
      .header("Cross-Origin-Resource-Policy", "cross-origin")
      .send(SNIPPET),
  );
};
