import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

it("says of all variables at once what they must be, also of what is no URL at all", () => {
  const read = () => readConfig({ BASE_URL: "example.org", DATABASE_URL: "mysql://127.0.0.1/x", REDIS_URL: "" });
  expect(read).toThrow(/mistakes/);
  expect(read).toThrow(/BASE_URL: must be a URL that begins with http:\/\/ or https:\/\//);
  expect(read).toThrow(/DATABASE_URL: must be a URL that begins with postgres:\/\/ or postgresql:\/\//);
});

it("takes what is right, without a last slash", () => {
  expect(readConfig({ BASE_URL: "https://news.example.org/" }).baseUrl).toBe("https://news.example.org");
});
