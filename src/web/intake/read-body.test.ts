import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ByteBudget, readBody } from "./read-body.ts";

const budget = new ByteBudget(100);
const server = createServer((incoming, answer) => {
  readBody(incoming, budget, 90).then(
    (read) => {
      if ("refused" in read) answer.end(read.refused);
      else {
        budget.give(read.bytes.length);
        answer.end(`${read.bytes.length} bytes`);
      }
    },
    () => answer.destroy(),
  );
});

beforeEach(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

/** Sends some bytes and leaves the request open. */
function open(bytes: number) {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, host: "127.0.0.1", method: "POST" });
  const answer = new Promise<string>((resolve, reject) => {
    asked.once("response", (response) => {
      response.setEncoding("utf8");
      let text = "";
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("end", () => resolve(text));
    });
    asked.once("error", reject);
  });
  asked.write("x".repeat(bytes));
  return { asked, answer };
}

/** Waits until there is room for so many bytes, or none. */
const whenRoom = (bytes: number, expected: boolean) =>
  expect
    .poll(() => {
      const free = budget.take(bytes);
      if (free) budget.give(bytes);
      return free;
    })
    .toBe(expected);

it("refuses what there is no room for before it is sent whole, and has room again for others", async () => {
  const slow = open(60);
  await whenRoom(50, false);
  const late = open(50);
  expect(await late.answer).toBe("no_room");
  late.asked.end();
  slow.asked.end("x".repeat(20));
  expect(await slow.answer).toBe("80 bytes");
  const next = open(50);
  next.asked.end();
  expect(await next.answer).toBe("50 bytes");
  await whenRoom(100, true);
});

it("refuses what is too long, and gives back what it held of it", async () => {
  const long = open(91);
  expect(await long.answer).toBe("too_large");
  long.asked.end();
  await whenRoom(100, true);
});

it("gives back what it held of a request that broke off", async () => {
  const broken = open(80);
  await whenRoom(50, false);
  broken.answer.catch(() => undefined);
  broken.asked.destroy();
  await whenRoom(100, true);
});
