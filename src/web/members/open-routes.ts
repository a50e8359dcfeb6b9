import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Visitor } from "../../core/clicks/tag-visitor.ts";
import { keepBeside, readNoBody, visitorOf } from "./link-routes.ts";

/** Never rejects. */
export type KeepOpen = (token: string, visitor: Visitor) => Promise<void>;

/** One transparent point. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** `/o/TOKEN.gif`: the same image whatever the token, so that nobody learns from it which tokens are good. */
export function openRoutes(keep: KeepOpen): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    readNoBody(server);
    const waitShortly = keepBeside(server);
    server.route<{ Params: { "*": string } }>({
      method: ["GET", "HEAD"],
      url: "/o/*",
      handler: async (request, reply) => {
        await waitShortly(keep(request.params["*"].replace(/\.gif$/, ""), visitorOf(request)));
        return reply
          .type("image/gif")
          .header("Cache-Control", "no-store")
          .header("Referrer-Policy", "no-referrer")
          .header("X-Content-Type-Options", "nosniff")
          .header("X-Robots-Tag", "noindex")
          .send(PIXEL);
      },
    });
  };
}
