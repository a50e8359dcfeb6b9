import type { Finding } from "../../cli/context.ts";
import { domainOf } from "../../core/mail.ts";
import { isReservedDomain } from "../../core/reserved-domains.ts";
import type { RuleFolder } from "../../core/rules/read/check-folder.ts";
import type { Sender } from "../../delivery/authentication/examine-sender.ts";
import { NETWORKS } from "../../platform/dns/networks.ts";

/** Addresses of mails, and which of them are still those of an example, for whose domain nobody can publish anything. */
export interface Senders extends Sender {
  readonly findings: readonly Finding[];
}

/** Every domain from which mails come, and to which they come back. */
export function sendersOf({ settings, rules }: Pick<RuleFolder, "settings" | "rules">): Senders {
  if (settings === null) return { domains: [], bouncesDomain: null, findings: [] };
  const live = rules.filter(({ state }) => state === "live");
  const named = [
    { where: "settings.yaml", key: "from", address: settings.from.address },
    ...live.flatMap(({ name, digest }) =>
      digest.from ? [{ where: `rule ${name}`, key: "digest.from", address: digest.from.address }] : [],
    ),
    ...(settings.bounces === null
      ? []
      : [{ where: "settings.yaml", key: "bounces", address: settings.bounces.address }]),
  ];
  const examples = named.filter(({ address }) => isReservedDomain(domainOf(address)));
  const froms = named.filter(({ key, address }) => key !== "bounces" && !isReservedDomain(domainOf(address)));
  const bounces = settings.bounces === null ? null : domainOf(settings.bounces.address);
  return {
    domains: [...new Set(froms.map(({ address }) => domainOf(address)))],
    bouncesDomain: bounces === null || isReservedDomain(bounces) ? null : bounces,
    findings: examples.map(({ where, key, address }) => ({
      what: `${key} of ${where}`,
      ok: false,
      says: `still the example: ${address}. No mail server takes mails of that domain for real, and it cannot be yours.`,
      remedy:
        key === "bounces"
          ? "Set the address of a domain of yours there, or bounces: off."
          : `Set an address of a domain of yours that somebody reads: ${key.replace("digest.", "")}: { name: …, address: community@YOUR-DOMAIN }. Doctor then says what to publish in its DNS.`,
    })),
  };
}

/** Whether members who follow a link of a mail come to this installation. `named`: BASE_URL is set. */
export function examineLinks(url: string, named: boolean): Omit<Finding, "what"> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const remedy =
    "Set BASE_URL to the https address at which members reach this installation, such as https://digests.YOUR-DOMAIN, and let a proxy there pass on to HOST and PORT.";
  const nowhere = (why: string) => ({
    ok: false,
    says: `links in mails would lead members nowhere, not even to unsubscribe: ${named ? `BASE_URL is ${url}` : `BASE_URL is not set, and they lead to ${url}`}, ${why}`,
    remedy,
  });
  if (host === "localhost" || host === "::1" || host.startsWith("127.") || /^(0\.0\.0\.0|::)$/.test(host)) {
    return nowhere("which to everybody is their own machine");
  }
  if (isReservedDomain(host)) return nowhere("a domain of examples, which cannot be yours");
  if (NETWORKS.isInternal(host)) {
    return {
      ok: null,
      says: `members reach this installation at ${url}, within your network only`,
      remedy: `Where members read their mails elsewhere: ${remedy}`,
    };
  }
  if (protocol !== "https:") {
    return {
      ok: null,
      says: `members reach this installation at ${url}`,
      remedy: "Mail programs take one-click unsubscribe over https only: set BASE_URL before you send to members.",
    };
  }
  return { ok: true, says: `members reach this installation at ${url}`, remedy: null };
}
