import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Resets every connection, and every new one until `restore`. */
  cut(): void;
  /** Holds every byte, of new connections too, until `restore`. */
  stall(): void;
  /** Requests arrive, answers do not: until `restore`, or for ever when a `cut` follows. */
  deafen(): void;
  /** Lets everything pass; what was held follows. */
  restore(): void;
  close(): Promise<void>;
}

/** Stands before a server on this machine, so that a test can take the network away and give it back. */
export async function openTcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  let state: "open" | "stalled" | "deaf" | "cut" = "open";
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer({ noDelay: true }, (near) => {
    near.on("error", () => undefined);
    if (state === "cut") return void near.resetAndDestroy();
    const far = connect({ ...to, noDelay: true });
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    far.on("error", () => undefined);
    for (const [from, into] of [pair, [far, near] as const]) {
      from.on("data", (chunk) => into.write(chunk));
      from.once("close", end);
      if (state === "stalled" || (state === "deaf" && from === far)) from.pause();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      state = "cut";
      for (const [near, far] of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    stall: () => {
      state = "stalled";
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    deafen: () => {
      state = "deaf";
      for (const [, far] of pairs) far.pause();
    },
    restore: () => {
      state = "open";
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await closed;
    },
  };
}
