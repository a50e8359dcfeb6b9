import { describe, expect, it } from "vitest";
import { FORGOTTEN, forgetPerson, idBelowKey } from "./forget-person.ts";

const camille = { ids: ["u-camille", "42"], addresses: ["Camille@Example.org"], names: ["Camille Roux"] };

describe("forgetting a person in what is said of others", () => {
  it.each([
    ["an id with its key", { replyToUserId: "u-camille", length: 3 }, { length: 3 }],
    ["an address, however it is written", { invitedBy: " camille@example.ORG" }, {}],
    ["an address within a text", { note: "ask camille@example.org first" }, { note: `ask ${FORGOTTEN} first` }],
    ["an item of a list", { mentions: ["u-camille", "u-tom"] }, { mentions: ["u-tom"] }],
    ["what tells the name beside the id", { fromUserId: "42", fromName: "C. R.", url: "/m/1" }, { url: "/m/1" }],
    [
      "a name below a key that speaks of people",
      { author: { name: 1 }, sender: "Camille Roux" },
      { author: { name: 1 } },
    ],
    ["a number that is the id of a person", { actor: { userId: 42 } }, { actor: {} }],
  ])("leaves out %s", (_what, value, kept) => {
    expect(forgetPerson(value, camille)).toEqual(kept);
  });

  it("leaves alone what only looks like a short id", () => {
    const value = { score: "42", page: 42, title: "Camille Roux speaks" };
    expect(forgetPerson(value, camille)).toEqual(value);
  });
});

describe("finding a short id in JSON", () => {
  const finds = (id: string, json: string) => new RegExp(idBelowKey(id), "i").test(json);

  it.each([
    ["42", '{"userId":42,"event":"x"}'],
    ["42", '{"traits":{"id":"42"}}'],
    ["d-3", '{"type":"alias","previousId":"d-9","userId":"d-3"}'],
    ["d-3", '{"properties":{"mentions":["d-1","d-3"]'],
    ["d-3", '{"fromUser":"d-3"'],
    ["a.b", '{"authorId":"a.b"}'],
  ])("finds %s in %s", (id, json) => expect(finds(id, json)).toBe(true));

  it.each([
    ["42", '{"userId":"142","score":42}'],
    ["42", '{"userId":"u-1","mentions":["142"],"length":"42"}'],
    ["a.b", '{"authorId":"aab"}'],
  ])("does not find %s in %s", (id, json) => expect(finds(id, json)).toBe(false));
});
