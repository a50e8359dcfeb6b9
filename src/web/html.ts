/** Text that is markup already. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type HtmlValue = Html | string | number | null | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** A template whose values are escaped, for text and for quoted attributes alike; null and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1] ?? null) + part));
}

/** Markup made elsewhere by code that escapes: a report's fragment, a stylesheet. Never what a person or a site wrote. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** A text whose commands with options are each kept on one line: it would break between their two hyphens. */
export function withCommands(text: string): Html {
  return new Html(escapeHtml(text).replace(/rekindle [a-z]+(?: --[a-z]+)+/g, '<span class="command">$&</span>'));
}

function render(value: HtmlValue): string {
  if (value === null || value === false) return "";
  if (value instanceof Html) return value.text;
  return typeof value === "object" ? value.map(render).join("") : escapeHtml(String(value));
}
