import type { DigestKey } from "../../core/community.ts";
import { formatDigestKey } from "../../core/digest-key.ts";
import type { EchoingProvider } from "../../delivery/ports.ts";

/** What each provider takes off a mail and gives back with every report of it: `digest`, its number. */
const HEADERS: Readonly<Record<EchoingProvider, (digest: string) => readonly [name: string, value: string]>> = {
  postmark: (digest) => ["X-PM-Metadata-digest", digest],
  sendgrid: (digest) => ["X-SMTPAPI", JSON.stringify({ unique_args: { digest } })],
  mailgun: (digest) => ["X-Mailgun-Variables", JSON.stringify({ digest })],
};

export function echoedHeaders(
  providers: readonly EchoingProvider[],
  key: DigestKey,
): readonly (readonly [name: string, value: string])[] {
  return providers.map((provider) => HEADERS[provider](formatDigestKey(key)));
}
