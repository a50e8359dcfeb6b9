import type { Settings } from "./settings.ts";

/** Whether anybody is held out, as the files say: by the settings, or by a rule of its own. */
export function holdsOut({
  settings,
  rules,
}: {
  readonly settings: Pick<Settings, "holdout">;
  readonly rules: readonly { readonly holdout: number | null }[];
}): boolean {
  return settings.holdout.share > 0 || rules.some(({ holdout }) => (holdout ?? 0) > 0);
}
