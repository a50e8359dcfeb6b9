import { once } from "node:events";
import { SMTPServer } from "smtp-server";

/** A bounce carries a digest (100 KB) at most, and a receiver's own words. */
const MOST_BYTES = 5 * 1024 * 1024;
const MOST_CLIENTS = 50;
const MOST_RECIPIENTS = 100;
const IDLE_MS = 120_000;
const CLOSE_WITHIN_MS = 5_000;

export interface ReturnServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly lmtp: boolean;
  readonly mostBytes?: number;
  /** Whether an address is one to which a digest of ours comes back. */
  readonly isOurs: (address: string) => boolean;
  /** Resolves once the mail is safe; only then does the client hear so. */
  readonly take: (recipients: readonly string[], bytes: Uint8Array) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

export interface ReturnServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * What returned mail is handed to, by SMTP or LMTP: to return addresses of ours only, in plain text, since it listens to
 * the mail server beside it. What cannot be kept is refused for now (452), so that the client keeps it.
 */
export async function openReturnServer(options: ReturnServerOptions): Promise<ReturnServer> {
  const size = options.mostBytes ?? MOST_BYTES;
  const server = new SMTPServer({
    lmtp: options.lmtp,
    size,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    maxAllowedUnauthenticatedCommands: false,
    disableReverseLookup: true,
    logger: false,
    maxClients: MOST_CLIENTS,
    maxRecipients: MOST_RECIPIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_WITHIN_MS,
    onRcptTo: ({ address }, _session, done) =>
      done(options.isOurs(address) ? null : reply(550, "5.1.1 No mail of ours comes back to this address")),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        if (stream.sizeExceeded) chunks.length = 0;
        else chunks.push(chunk);
      });
      // The client went away before the end: nothing was promised.
      stream.once("error", () => undefined);
      stream.once("end", () => {
        if (stream.sizeExceeded) return done(null);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        options.take(recipients, Buffer.concat(chunks)).then(
          () => done(null, "2.0.0 Kept"),
          (error: unknown) => {
            options.onTrouble(error);
            done(reply(452, "4.3.1 It cannot be kept now: send it again later"));
          },
        );
      });
    },
  });
  // A client that breaks off is the client's business; a port that is taken is ours.
  server.on("error", () => undefined);
  server.listen(options.port, options.host);
  await once(server.server, "listening");
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
