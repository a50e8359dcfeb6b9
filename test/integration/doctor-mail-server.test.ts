import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { greetRelay } from "../../src/platform/mail/smtp/greet-relay.ts";
import { openRelay } from "../../src/platform/mail/smtp/probe-relay.ts";

const open: { close(done: () => void): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => new Promise<void>((resolve) => one.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}

/** Knows one login: `user` with `right`. */
async function openSmtp(options: SMTPServerOptions = {}): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const smtp = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    authOptional: true,
    logger: false,
    onAuth: ({ username = "", password }, _session, done) => {
      heard.push(username);
      if (password === "right") done(null, { user: username });
      else done(Object.assign(new Error("5.7.8 Bad username or password"), { responseCode: 535 }));
    },
    ...options,
  });
  smtp.on("error", () => undefined);
  open.push(smtp);
  return { port: await listen(smtp.server as Server), heard };
}

const greet = (url: string, withinMs?: number) => greetRelay({ name: new URL(url).host, url }, withinMs);

describe("what doctor says of a mail server", () => {
  it("greets it, logs in where the URL has a user, and sends nothing", async () => {
    const { port, heard } = await openSmtp({ onMailFrom: () => expect.unreachable() });
    expect(await greet(`smtp://127.0.0.1:${port}`)).toEqual({ login: false });
    expect(await greet(`smtp://user:right@127.0.0.1:${port}`)).toEqual({ login: true });
    expect(heard).toEqual(["user"]);
  });

  it("says in the server's words that a password is wrong", async () => {
    const { port } = await openSmtp();
    await expect(greet(`smtp://user:wrong@127.0.0.1:${port}`)).rejects.toMatchObject({
      message: expect.stringMatching(/answers, and refuses: 535 5\.7\.8 Bad username/),
      remedy: expect.stringContaining("password in SMTP_URL"),
    });
  });

  it("waits for none that never greets", async () => {
    const silent = createServer((socket) => void socket.on("error", () => undefined).unref());
    const port = await listen(silent);
    silent.unref();
    await expect(greet(`smtp://127.0.0.1:${port}`, 300)).rejects.toMatchObject({
      message: expect.stringContaining("does not greet"),
      remedy: expect.stringContaining("smtps://"),
    });
    await expect(greet("smtp://127.0.0.1:1")).rejects.toMatchObject({
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("says without OpenSSL's words that a port does not speak TLS at once", async () => {
    const { port } = await openSmtp();
    const url = `smtps://127.0.0.1:${port}`;
    await expect(greet(url)).rejects.toMatchObject({
      message: expect.stringMatching(/does not speak TLS from the first byte/),
      remedy: expect.stringContaining("smtp:// for one with STARTTLS"),
    });
    const probed = await openRelay(url).probe();
    expect(JSON.stringify(probed)).toContain("does not speak TLS");
    expect(JSON.stringify(probed)).not.toMatch(/routines|\.c:/);
  });
});
