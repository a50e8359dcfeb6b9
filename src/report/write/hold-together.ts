/** Units of one word that follow a figure; of longer ones only the first word. */
const UNIT = "(?:days?|hours?|min|points?|weeks?|jours?|heures?|semaines?|ans?|years?)";

/**
 * Puts no-break spaces where no line may begin: before the high punctuation of French and within its quotes, and between a figure and
 * its unit.
 */
export function holdTogether(text: string): string {
  return text
    .replace(/ (?=[:;?!»])/g, "\u00a0")
    .replace(/« /g, "«\u00a0")
    .replace(new RegExp(`(?<=\\d) (?=${UNIT}(?![\\p{L}\\d]))`, "gu"), "\u00a0");
}
