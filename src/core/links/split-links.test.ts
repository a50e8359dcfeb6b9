import { describe, expect, it } from "vitest";
import { joinLinks, splitHtml, splitText, unescapeHtml } from "./split-links.ts";

const site = (written: string) => (written.startsWith("https://site.example/") ? written : null);
const mark = (target: string) => `<${target}>`;

describe("the links of a finished mail", () => {
  it("are found in HTML however they are quoted and escaped, and nothing else of it is touched", () => {
    const html = `<a href="https://site.example/a?x=1&amp;y=2">a</a><a class=x HREF = 'https://site.example/b'>b</a>
      <a href="https://elsewhere.example/">c</a> https://site.example/d <img src="https://site.example/e.png">`;
    const split = splitHtml(html, site);
    expect(split.targets).toEqual(["https://site.example/a?x=1&amp;y=2", "https://site.example/b"]);
    expect(unescapeHtml("https://site.example/a?x=1&amp;y=&#39;2&#34;&lt;&copy;")).toBe(
      "https://site.example/a?x=1&y='2\"<&copy;",
    );
    expect(joinLinks(split, (target) => mark(unescapeHtml(target)))).toBe(
      html
        .replace('"https://site.example/a?x=1&amp;y=2"', '"<https://site.example/a?x=1&y=2>"')
        .replace("'https://site.example/b'", "'<https://site.example/b>'"),
    );
  });

  it("are no fonts and no styles", () => {
    const html = '<link rel="stylesheet" href="https://site.example/a.css"><base href="https://site.example/">';
    expect(splitHtml(html, site)).toEqual({ pieces: [html], targets: [] });
  });

  it("are found in plain text, without what ends the sentence", () => {
    const text =
      "See https://site.example/a, or (https://site.example/b?c=d). https://elsewhere.example/ https://site.example/a_(b)?!";
    const split = splitText(text, site);
    expect(joinLinks(split, mark)).toBe(
      "See <https://site.example/a>, or (<https://site.example/b?c=d>). https://elsewhere.example/ <https://site.example/a_(b)>?!",
    );
  });

  it("are none in a text that has none", () => {
    expect(joinLinks(splitHtml("", site), mark)).toBe("");
    expect(joinLinks(splitText("nothing", site), mark)).toBe("nothing");
  });
});
