import { expect, it } from "vitest";
import { DIGEST_STATES } from "./community.ts";
import { countAccepted } from "./count-accepted.ts";

it("a digest counts as accepted whatever is known of it since, and no other does", () => {
  const counted = DIGEST_STATES.filter((state) => countAccepted({ [state]: 1 }) === 1);
  expect(counted).toEqual(["accepted", "delivered", "bounced", "complained"]);
});
