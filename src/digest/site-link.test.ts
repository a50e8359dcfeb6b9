import { expect, it } from "vitest";
import { decorateSiteLink, webUrl } from "./site-link.ts";

const UTM = { source: "rekindle", medium: "email", campaign: "{{ rule }}" };
const decorate = (url: string) => decorateSiteLink(new URL(url), UTM, "seven-days-away");

it("adds what the settings ask for, with the rule's name", () => {
  expect(decorate("https://club.example/c/1")).toBe(
    "https://club.example/c/1?utm_source=rekindle&utm_medium=email&utm_campaign=seven-days-away",
  );
});

it("leaves the site's own query letter for letter, its own utm and its fragment", () => {
  expect(decorate("https://club.example/c?q=a%20b&flag&utm_source=site#part")).toBe(
    "https://club.example/c?q=a%20b&flag&utm_source=site&utm_medium=email&utm_campaign=seven-days-away#part",
  );
  expect(decorateSiteLink(new URL("https://club.example/c?x"), {}, "a")).toBe("https://club.example/c?x");
});

it("takes nothing for a link that does not lead to a web page", () => {
  for (const text of [null, "", "/relative", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example"]) {
    expect(webUrl(text)).toBeNull();
  }
});
