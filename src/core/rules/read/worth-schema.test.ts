import { expect, it } from "vitest";
import { brief, settings } from "../../../../test/support/settings-of.ts";
import { checkFolder } from "./check-folder.ts";

it("reads what a visit is worth, and says what is no amount and no currency", () => {
  expect(settings("worth: { visit: 2.00 }\n").settings?.worth).toEqual({
    currency: "EUR",
    visit: 2,
    avoidedCall: null,
    source: null,
  });
  expect(settings("worth: off\n").settings?.worth).toBeNull();
  expect(checkFolder([]).settings?.worth).toBeNull();
  const { mistakes } = settings("worth: { currency: Euros, visit: -2, avoided_call: 8 EUR, sorce: Finance }\n");
  expect(brief(mistakes).map(([, , , hint]) => hint)).toEqual(
    expect.arrayContaining([
      "write its three letters: EUR, CHF, USD, CAD",
      "write a number above 0, such as 2.00",
      'did you mean "source"?',
    ]),
  );
  expect(mistakes).toHaveLength(4);
  expect(brief(settings("worth: { currency: CHF }\n").mistakes)).toEqual([["mistake", 1, 8, null]]);
  expect(settings("worth: { currency: CHF }\n").mistakes[0]?.message).toBe(
    "name what has a worth: visit, avoided_call, or both",
  );
});
