import { expect, it } from "vitest";
import { idempotencyHeader } from "./idempotency-header.ts";

const URL_OF_DIGEST = "https://news.example.org/u/1u-1.2-signed";

it("a server that sends each key once only is given one, the digest's for life and no other's; no other server is", () => {
  const [[name, value] = []] = idempotencyHeader("smtp.resend.com:465", URL_OF_DIGEST);
  expect([name, value]).toEqual(["Resend-Idempotency-Key", expect.stringMatching(/^[0-9a-f]{40}$/)]);
  expect(idempotencyHeader("smtp.resend.com:587", URL_OF_DIGEST)).toEqual([[name, value]]);
  expect(idempotencyHeader("smtp.resend.com:587", `${URL_OF_DIGEST}x`)).not.toEqual([[name, value]]);
  for (const relay of [null, "smtp.example.org:587", "smtp.resend.com.evil.example:25"]) {
    expect(idempotencyHeader(relay, URL_OF_DIGEST)).toEqual([]);
  }
});
