/** C0, DEL, C1, and the two separators that some software takes for line ends. */
export const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/;
const MAX_ADDRESS_LENGTH = 254;

/** Why a mail cannot be written, or null. A line end in any of these would write headers of somebody else's choice. */
export function headerFlawOf({
  addresses,
  lines,
}: {
  readonly addresses: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>;
}): string | null {
  for (const [which, address] of Object.entries(addresses)) {
    if (!ADDRESS.test(address) || CONTROL.test(address) || address.length > MAX_ADDRESS_LENGTH) {
      return `the ${which} address is not an address`;
    }
  }
  for (const [which, line] of Object.entries(lines)) {
    if (CONTROL.test(line)) return `the ${which} holds a control character`;
  }
  return null;
}
