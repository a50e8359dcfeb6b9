import { createHash, timingSafeEqual } from "node:crypto";

/** Whether an `Authorization` header carries the password, whatever the name. */
export function carriesPassword(authorization: string | undefined, password: string): boolean {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, "base64").toString("utf8");
  return isPassword(given.slice(given.indexOf(":") + 1), password);
}

/** Takes as long for a wrong one as for the right one. */
export function isPassword(given: string, password: string): boolean {
  return timingSafeEqual(hash(given), hash(password));
}

/** Of equal length whatever the text, as the comparison demands. */
function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
