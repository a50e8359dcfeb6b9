/** How much one submitter has handed to SMTP so far: a folder of data, with all processes that use it. */
export interface Submitted {
  readonly submissions: number;
  /** Community time of the last one; null: none yet. */
  readonly lastAt: Date | null;
}

/** What somebody knows of an installation's submissions. */
export interface Mark {
  /** The server on which the database was at work, as `DatabaseMark.server` has it; null: not known. */
  readonly server: string | null;
  readonly submitters: ReadonlyMap<string, Submitted>;
}

/** The most that any of them knows. The server is the last one's that names one. */
export function mergeMarks(marks: readonly Mark[]): Mark {
  const submitters = new Map<string, Submitted>();
  for (const [id, submitted] of marks.flatMap((mark) => [...mark.submitters])) {
    const known = submitters.get(id);
    if (known === undefined || submitted.submissions >= known.submissions) submitters.set(id, submitted);
  }
  return { server: marks.findLast(({ server }) => server !== null)?.server ?? null, submitters };
}

/** Community time of the last submission in it; null: none. */
export function lastOf({ submitters }: Mark): Date | null {
  const times = [...submitters.values()].flatMap(({ lastAt }) => lastAt?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}
