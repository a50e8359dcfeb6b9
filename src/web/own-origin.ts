import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a form was sent from a page of this server, and not by another site in the name of whoever is logged in here: browsers
 * send a password by themselves, whoever asks. They say where a form is from by `Sec-Fetch-Site` over https, and by `Origin` else;
 * who says neither is not taken for a page of ours.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const { origin, host } = headers;
  return origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
