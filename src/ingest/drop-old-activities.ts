import type { Retention } from "../core/rules/settings.ts";
import type { IngestStore } from "./ports.ts";

/** Lets go of what `retention` no longer wants kept. Answers how many months went. */
export async function dropOldActivities(
  store: Pick<IngestStore, "dropActivities">,
  { activities }: Pick<Retention, "activities">,
  at: Date,
): Promise<number> {
  return activities === null ? 0 : store.dropActivities(at, activities);
}
