const OUTPUT = /\{\{-?\s*([a-z]+\.[A-Za-z_]+)\s*-?\}\}/g;

/**
 * Puts values that are the same in every mail into the source of a template, once: a third of what a digest puts out is
 * the brand, its colours and fixed words, and each output costs microseconds in every mail.
 *
 * @param constants by path, as `palette.ink`
 */
export function fixConstants(source: string, constants: ReadonlyMap<string, string>, kind: "html" | "text"): string {
  const write = kind === "html" ? escapeHtml : escapeLiquid;
  return source.replace(OUTPUT, (output, path: string) => {
    const value = constants.get(path);
    return value === undefined ? output : write(value);
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "{": "&#123;",
  "}": "&#125;",
};

/** Braces too: a value is data, and what it holds is never read as Liquid. */
function escapeHtml(value: string): string {
  return value.replace(/[&<>"'{}]/g, (character) => ENTITIES[character] ?? character);
}

function escapeLiquid(value: string): string {
  return value.replace(/\{(?=[{%])/g, '{{ "{" }}');
}
