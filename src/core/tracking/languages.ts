import type { Language } from "../community.ts";

const TAG = /^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*$/;

/** `pt-BR` and `pt_BR` → `pt`; null when it is no language tag. */
export function primarySubtag(tag: string): Language | null {
  return TAG.exec(tag.trim())?.[1]?.toLowerCase() ?? null;
}

/** `pt_BR` → `pt-BR`, as the site says it otherwise; null when it is no language tag. */
export function tidyLocale(tag: string): string | null {
  return primarySubtag(tag) === null ? null : tag.trim().replaceAll("_", "-");
}
