import { describe, expect, it } from "vitest";
import { readSmtpUrl } from "./smtp-session.ts";

describe("SMTP_URL", () => {
  it("tells the server, the account and how many connections it allows", () => {
    const server = readSmtpUrl("smtps://user%40example.org:p%2Fw@smtp.example.org:465?maxConnections=3");
    expect(server.options).toMatchObject({ host: "smtp.example.org", port: 465, secure: true });
    expect(server.auth?.credentials).toEqual({ user: "user@example.org", pass: "p/w" });
    expect(server.maxConnections).toBe(3);
    expect(readSmtpUrl("smtp://127.0.0.1:2525")).toMatchObject({ auth: null, maxConnections: null });
  });

  it.each(["", "smtp.example.org", "https://smtp.example.org", "smtp://"])("is refused when it is %j", (url) => {
    expect(() => readSmtpUrl(url)).toThrow("SMTP_URL does not name");
  });
});
