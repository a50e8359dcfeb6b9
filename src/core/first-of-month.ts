/** The first of a month is the only day that French says by its rank, which Intl does not know: « dimanche 1er novembre ». */
export function withFirst(written: string, language: string): string {
  return language === "fr" ? written.replace(/(?<![\p{L}\p{N}])1 (?=\p{L})/u, "1er ") : written;
}
