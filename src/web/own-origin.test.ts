import { expect, it } from "vitest";
import { isFromOwnPage } from "./own-origin.ts";

it.each([
  [{ "sec-fetch-site": "same-origin" }, true],
  [{ "sec-fetch-site": "cross-site", origin: "http://here:8025", host: "here:8025" }, false],
  [{ "sec-fetch-site": "same-site" }, false],
  [{ origin: "http://here:8025", host: "here:8025" }, true],
  [{ origin: "http://here:9000", host: "here:8025" }, false],
  [{ origin: "https://evil.example", host: "here" }, false],
  [{ origin: "null", host: "null" }, false],
  [{ host: "here" }, false],
])("a form with %j is from a page of ours: %s", (headers, expected) => {
  expect(isFromOwnPage(headers)).toBe(expected);
});
