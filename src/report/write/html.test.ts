import { describe, expect, it } from "vitest";
import { holdPunctuation, html } from "./html.ts";

describe("high punctuation", () => {
  it("never begins a line of a French text, and markup stays as it is", () => {
    const page = html`<p title="un ; deux">${"Il est récent ; il est « froid » : vu ?"}</p><p>Seen: 3; 4?</p>`;
    expect(holdPunctuation(page).html).toBe(
      '<p title="un ; deux">Il est récent\u00a0; il est «\u00a0froid\u00a0»\u00a0: vu\u00a0?</p><p>Seen: 3; 4?</p>',
    );
  });
});

it("keeps a command with its options on one line", () => {
  expect(holdPunctuation(html`<p>It takes: ${"rekindle report --advise"}.</p>`).html).toBe(
    '<p>It takes: <span class="command">rekindle report --advise</span>.</p>',
  );
});
