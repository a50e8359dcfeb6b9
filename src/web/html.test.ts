import { describe, expect, it } from "vitest";
import { html, trusted, withCommands } from "./html.ts";

describe("html", () => {
  it("escapes every value, in text and in attributes", () => {
    const title = `"><script>alert('x')</script>&`;
    expect(html`<a title="${title}">${title}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
    );
  });

  it("keeps markup that it made, one by one and in lists", () => {
    expect(html`<ul>${["a<", "b"].map((item) => html`<li>${item}</li>`)}</ul>`.text).toBe(
      "<ul><li>a&lt;</li><li>b</li></ul>",
    );
    expect(html`${trusted("<svg></svg>")}`.text).toBe("<svg></svg>");
  });

  it("writes nothing for null and false, and 0 for 0", () => {
    expect(html`[${null}${false}${0}]`.text).toBe("[0]");
  });

  it("keeps a command with its options on one line, and escapes what is around it", () => {
    expect(withCommands("<a>: rekindle report --advise says how many").text).toBe(
      '&lt;a&gt;: <span class="command">rekindle report --advise</span> says how many',
    );
  });
});
