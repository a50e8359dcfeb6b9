/** How deep plain data is nested: 0 for a text or a number. Does not overflow, however deep it is. */
export function plainDepth(value: unknown): number {
  let level: readonly unknown[] = [value];
  for (let depth = 0; ; depth += 1) {
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one === "object" && one !== null) for (const inner of Object.values(one)) next.push(inner);
    }
    if (!level.some((one) => typeof one === "object" && one !== null)) return depth;
    level = next;
  }
}
