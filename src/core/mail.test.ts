import { expect, it } from "vitest";
import { messageIdOf } from "./mail.ts";

const KEY = { memberId: 12, digestId: 345 };
const ONE = "1b4e28ba-2fa1-4d2b-883f-0016d3cca427";

it("names a digest by its key and a part of its installation's identity", () => {
  expect(messageIdOf(KEY, ONE, "example.org")).toBe("<d.12.345.1b4e28ba@example.org>");
});

it("differs between two installations of one domain, where both have a digest of this key", () => {
  const other = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
  expect(messageIdOf(KEY, other, "example.org")).not.toBe(messageIdOf(KEY, ONE, "example.org"));
});
