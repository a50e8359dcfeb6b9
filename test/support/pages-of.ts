/** Sheets of a PDF as Chromium writes one. */
export function pagesOf(paper: Buffer): number {
  return paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
