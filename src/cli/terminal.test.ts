import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { openTerminal } from "./terminal.ts";

it("goes on when whoever read its output has gone, and hides no other trouble", () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()] as unknown as NodeJS.WriteStream[];
  openTerminal(stdout as NodeJS.WriteStream, stderr as NodeJS.WriteStream, false);
  const fail = (code: string) => () => stdout?.emit("error", Object.assign(new Error(code), { code }));
  expect(fail("EPIPE")).not.toThrow();
  expect(fail("ENOSPC")).toThrow("ENOSPC");
});
