/** A run of a member's own acts. Milliseconds; `acts` counts them. */
export interface VisitSpan {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly acts: number;
}

/**
 * Joins spans that lie no more than `gapMs` apart, whatever their order. One act is a span of its own, so the same
 * function makes visits from acts, and takes late acts into the visits that are already there.
 */
export function joinVisits(spans: readonly VisitSpan[], gapMs: number): VisitSpan[] {
  const ordered = [...spans].sort((a, b) => a.startedAt - b.startedAt);
  const visits: VisitSpan[] = [];
  let open: VisitSpan | undefined;
  for (const span of ordered) {
    if (open !== undefined && span.startedAt - open.endedAt <= gapMs) {
      open = {
        startedAt: open.startedAt,
        endedAt: Math.max(open.endedAt, span.endedAt),
        acts: open.acts + span.acts,
      };
      visits[visits.length - 1] = open;
    } else {
      open = span;
      visits.push(span);
    }
  }
  return visits;
}
