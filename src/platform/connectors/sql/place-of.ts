import { createHash } from "node:crypto";

/** The parameters of a URL by which a driver is led elsewhere than its host and port say. */
const LEADING = ["host", "port", "socketPath"];

/**
 * Hexadecimal fingerprint of the database that a URL names: kind, host, port, name. Neither user nor password are in it, so
 * that they may change. Two spellings of one host differ.
 */
export function placeOf(url: string): string {
  const { protocol, hostname, port, pathname, searchParams } = new URL(url);
  const isPostgres = protocol.startsWith("postgres");
  const led = LEADING.map((key) => searchParams.get(key) ?? "");
  const place = [
    isPostgres ? "postgres" : "mysql",
    hostname.toLowerCase(),
    port || (isPostgres ? "5432" : "3306"),
    pathname,
    ...led,
  ];
  return createHash("sha256").update(JSON.stringify(place)).digest("hex");
}
