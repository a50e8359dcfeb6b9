import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** A TCP server on loopback that can go away and come back on the same port. */
export interface RestartableServer {
  readonly port: number;
  /** Does nothing where it is up: two who took it down may both bring it back. */
  start(): Promise<void>;
  /** Nobody listens any more, and every connection is cut. */
  stop(): Promise<void>;
}

export async function openRestartableServer(converse: (socket: Socket) => void): Promise<RestartableServer> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    if (server !== null) return;
    server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      converse(socket);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as { port: number }).port;
  };
  const stop = async (): Promise<void> => {
    const stopping = server;
    server = null;
    if (stopping === null) return;
    const closed = once(stopping, "close");
    stopping.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await start();
  return {
    get port() {
      return port;
    },
    start,
    stop,
  };
}
