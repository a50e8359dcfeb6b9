import type { IncomingMessage } from "node:http";

/** So many bytes at once, of all that is being worked on. */
export class ByteBudget {
  private held = 0;

  constructor(private readonly most: number) {}

  /** false: there is no room for as many. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.most) return false;
    this.held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}

/** A body, whose bytes are held of the budget until whoever has it gives them back; or why there is none. */
export type ReadBody = { readonly bytes: Buffer } | { readonly refused: "too_large" | "no_room" };

/**
 * Reads the body of a request, counting what has come of it so far: one that would go beyond the budget, or is longer than
 * `most`, is let go at once, and what follows of it is not kept. Rejects when the sender breaks off.
 */
export function readBody(stream: IncomingMessage, budget: ByteBudget, most: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let held = 0;
    const leave = () => {
      stream.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    const letGo = () => {
      leave();
      chunks.length = 0;
      budget.give(held);
    };
    const refuse = (refused: "too_large" | "no_room") => {
      letGo();
      // The sender listens only once it has sent everything.
      stream.on("error", () => undefined).resume();
      resolve({ refused });
    };
    const onData = (chunk: Buffer) => {
      if (held + chunk.length > most) refuse("too_large");
      else if (!budget.take(chunk.length)) refuse("no_room");
      else {
        held += chunk.length;
        chunks.push(chunk);
      }
    };
    const onEnd = () => {
      leave();
      resolve({ bytes: Buffer.concat(chunks) });
    };
    const onClose = () => {
      letGo();
      reject(Object.assign(new Error("the request broke off"), { statusCode: 400 }));
    };
    stream.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
  });
}
