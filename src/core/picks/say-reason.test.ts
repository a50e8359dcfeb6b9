import { expect, it } from "vitest";
import { sayReason, themeLabel } from "./say-reason.ts";

it("shows a theme as people write it", () => {
  expect(["pricing", "key-accounts", "éco_conception", "API", "  "].map(themeLabel)).toEqual([
    "Pricing",
    "Key accounts",
    "Éco conception",
    "API",
    "",
  ]);
});

it("says a reason in the member's language, and in English where it has no words of that language", () => {
  const reason = { code: "read_others", theme: "onboarding", count: 3 } as const;
  expect(sayReason(reason, "en")).toBe("You read 3 others on Onboarding");
  expect(sayReason(reason, "fr")).toBe("Vous avez déjà lu 3 contenus sur Onboarding");
  expect(sayReason({ ...reason, count: 1 }, "de")).toBe("You read another on Onboarding");
});
