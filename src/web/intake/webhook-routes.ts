import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { WebhookRequest } from "../../delivery/feedback/ports.ts";
import type { WebhookAnswer } from "../../delivery/feedback/receive-webhook.ts";

export interface WebhookRoutes {
  /** By the provider's name, as in the path; those that are not set up have none. */
  readonly providers: Readonly<Record<string, (request: WebhookRequest) => Promise<WebhookAnswer>>>;
  readonly onTrouble: (error: unknown) => void;
}

/** SNS sends at most 256 KB, the others less. */
const MOST_BYTES = 1024 * 1024;
/** For whoever honours it. */
const AGAIN_IN_SECONDS = 60;

/** `POST /webhooks/PROVIDER`: what a provider says became of mails. The body is taken as it came, whatever it claims to be. */
export function webhookRoutes({ providers, onTrouble }: WebhookRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    server.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
      if (error.statusCode === 413) return say(reply, 413, `The body is over ${MOST_BYTES} bytes.`);
      onTrouble(error);
      return say(reply, 500, "Something is wrong here: send it again.");
    });
    for (const [name, receive] of Object.entries(providers)) {
      const answer = async (request: FastifyRequest<{ Params: { token?: string } }>, reply: FastifyReply) => {
        const { status, says } = await receive({
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          header: (header) => [request.headers[header]].flat()[0],
          pathToken: request.params.token ?? null,
        });
        return say(reply, status, says);
      };
      server.post<{ Params: { token?: string } }>(`/webhooks/${name}`, answer);
      server.post<{ Params: { token?: string } }>(`/webhooks/${name}/:token`, answer);
    }
  };
}

function say(reply: FastifyReply, status: number, line: string): FastifyReply {
  if (status === 401) reply.header("WWW-Authenticate", 'Basic realm="webhooks"');
  if (status === 503) reply.header("Retry-After", AGAIN_IN_SECONDS);
  return reply.code(status).type("text/plain; charset=utf-8").header("Cache-Control", "no-store").send(`${line}\n`);
}
