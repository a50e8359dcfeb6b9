import type {
  AbsenceCount,
  PickCount,
  SectionStore,
  SpanVisits,
  UnseenCount,
} from "../../../../report/sections/ports.ts";
import type { Database } from "../../database.ts";
import { countAbsences } from "./count-absences.ts";
import { countPicks } from "./count-picks.ts";
import { countSpanVisits } from "./count-span-visits.ts";
import { countUnseen } from "./count-unseen.ts";
import { sumFirstDigests } from "./sum-first-digests.ts";

export function createSectionStore(database: Database): SectionStore {
  return {
    countAbsences: (at, before, team) => database.query<AbsenceCount>(countAbsences(at, before, team)),
    countUnseen: (window, below) => database.query<UnseenCount>(countUnseen(window, below)),
    countPicks: (window) => database.query<PickCount>(countPicks(window)),
    sumFirstDigests: (window) => sumFirstDigests(database, window),
    countSpanVisits: async (spans, team) =>
      spans.length === 0 ? [] : database.query<SpanVisits>(countSpanVisits(spans, team)),
  };
}
