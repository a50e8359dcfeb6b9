import { ACTIVITY } from "./activity.ts";
import { COMING_BACK, VISIBILITY } from "./coming-back.ts";
import type { Indicator } from "./indicator.ts";
import { VALUE_TO_MEMBERS } from "./members.ts";
import { VALUE_TO_ORGANISATION } from "./organisation.ts";
import { TRAFFIC } from "./traffic.ts";

/** Every indicator that is computed, in the order in which it is shown. There is no second list. */
const ALL = [
  ...COMING_BACK,
  ...VISIBILITY,
  ...TRAFFIC,
  ...ACTIVITY,
  ...VALUE_TO_MEMBERS,
  ...VALUE_TO_ORGANISATION,
] as const;

export type IndicatorName = (typeof ALL)[number]["name"];
export type NamedIndicator = Indicator & { readonly name: IndicatorName };
export const INDICATORS: readonly NamedIndicator[] = ALL;
