import type { Config } from "../../config.ts";
import { ECHOING_PROVIDERS, type EchoingProvider } from "../../delivery/ports.ts";

/** Those whose webhook is set up: their header is on every mail, and on none for the others. */
export function echoingProviders({ webhooks }: Config): readonly EchoingProvider[] {
  return ECHOING_PROVIDERS.filter((provider) => webhooks[provider] !== null);
}
