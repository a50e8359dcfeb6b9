import { durationMs } from "../core/calendar.ts";
import type { IngestDeps } from "./ports.ts";

/** Makes every visit, view and count anew from the activities: the measure of what was kept up to date step by step. */
export async function recomputeFacts({ store, settings }: Pick<IngestDeps, "store" | "settings">): Promise<void> {
  await store.recomputeFacts(durationMs(settings.visitGap));
}
