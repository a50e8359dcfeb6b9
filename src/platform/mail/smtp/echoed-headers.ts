import type { EchoingProvider } from "../../../delivery/ports.ts";

/** What each provider takes off a mail and gives back with every report of it. */
const HEADERS: Readonly<Record<EchoingProvider, (token: string) => readonly [name: string, value: string]>> = {
  postmark: (digest) => ["X-PM-Metadata-digest", digest],
  sendgrid: (digest) => ["X-SMTPAPI", JSON.stringify({ unique_args: { digest } })],
  mailgun: (digest) => ["X-Mailgun-Variables", JSON.stringify({ digest })],
};

/** The token of the unsubscribe link: it names the digest, and is signed, so that it tells whose digest that is. */
export function echoedHeaders(
  providers: readonly EchoingProvider[],
  unsubscribeUrl: string,
): readonly (readonly [name: string, value: string])[] {
  const token = unsubscribeUrl.slice(unsubscribeUrl.lastIndexOf("/") + 1);
  return providers.map((provider) => HEADERS[provider](token));
}
