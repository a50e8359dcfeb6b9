import { expect, it } from "vitest";
import { readConfig, readVersion } from "./config.ts";

it("knows the version that package.json states", async () => {
  const { default: stated } = await import("../package.json", { with: { type: "json" } });
  expect(readVersion()).toBe(stated.version);
});

it("says of all variables at once what they must be, also of what is no URL at all", () => {
  const read = () => readConfig({ BASE_URL: "example.org", DATABASE_URL: "mysql://127.0.0.1/x", REDIS_URL: "" });
  expect(read).toThrow(/mistakes/);
  expect(read).toThrow(/BASE_URL: must be a URL that begins with http:\/\/ or https:\/\//);
  expect(read).toThrow(/DATABASE_URL: must be a URL that begins with postgres:\/\/ or postgresql:\/\//);
});

it("takes what is right, without a last slash", () => {
  expect(readConfig({ BASE_URL: "https://news.example.org/" }).baseUrl).toBe("https://news.example.org");
});

it("says of numbers and words what is expected, in plain words", () => {
  const read = () => readConfig({ PORT: "web", BOUNCE_PORT: "99999", LOG_LEVEL: "loud", BOUNCE_PROTOCOL: "http" });
  expect(read).toThrow(/PORT: must be the number of a port, from 0 to 65535/);
  expect(read).toThrow(/BOUNCE_PORT: must be the number of a port/);
  expect(read).toThrow(/LOG_LEVEL: must be one of fatal, error, warn, info/);
  expect(read).not.toThrow(/Invalid|Too big|NaN/);
  expect(readConfig({ PORT: "8080", BOUNCE_PORT: "0" })).toMatchObject({ port: 8080, bounces: { port: 0 } });
});
