import { once } from "node:events";
import { SMTPServer } from "smtp-server";

/** A mail as it came in. */
export interface LocalMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

export interface LocalSink {
  readonly port: number;
  close(): Promise<void>;
}

/** Whoever reads a demo's inbox needs no more than a digest can hold. */
const MAX_MAIL_BYTES = 10 * 1024 * 1024;

/** An SMTP server on this machine that takes every mail and passes it on to nobody. A mail is answered once `onMail` is done. */
export async function openLocalSink(options: {
  readonly onMail: (mail: LocalMail) => void | Promise<void>;
}): Promise<LocalSink> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    size: MAX_MAIL_BYTES,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        };
        Promise.resolve(options.onMail(mail)).then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });
  // A client that breaks off is the client's business.
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
