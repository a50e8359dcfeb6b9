/** `member.firstName` as `["member", "firstName"]`, `picks[0].title` as `["picks", 0, "title"]`. */
export type VariablePath = readonly (string | number)[];

/** A line of text each; a slot has a few thousand first names. */
const MOST_KEPT = 4000;
const LONGEST_KEPT = 2000;

/**
 * A subject or a greeting reads two or three values, and thousands of members share them: it is rendered once for each
 * combination. What reads a list or an object as a whole is rendered each time.
 *
 * @param paths all that the text reads
 */
export function rememberRenders(
  render: (context: object) => string,
  paths: readonly VariablePath[],
): (context: object) => string {
  const kept = new Map<string, string>();
  return (context) => {
    let key = "";
    for (const path of paths) {
      const value = valueAt(context, path);
      if (typeof value === "object" && value !== null) return render(context);
      key += `${typeof value} ${String(value)}\n`;
    }
    const known = kept.get(key);
    if (known !== undefined) return known;
    const rendered = render(context);
    if (rendered.length > LONGEST_KEPT || key.length > LONGEST_KEPT) return rendered;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, rendered);
    return rendered;
  };
}

function valueAt(context: object, path: VariablePath): unknown {
  let value: unknown = context;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) && typeof segment === "string") {
      // Liquid's own names; any other property of a list is none.
      if (segment === "size") value = value.length;
      else if (segment === "first") value = value[0];
      else if (segment === "last") value = value.at(-1);
      else return undefined;
    } else value = Object.hasOwn(value, segment) ? (value as Record<string | number, unknown>)[segment] : undefined;
  }
  return value;
}
