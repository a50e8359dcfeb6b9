import { keysFor } from "../../core/authentication/keys-for.ts";
import { checkDkimKey, sayWhoSigns } from "./check-dkim.ts";
import { checkDmarc } from "./check-dmarc.ts";
import { checkPtr, checkRelayTls, checkReturnPath } from "./check-relay.ts";
import { checkSpf } from "./check-spf.ts";
import type { ExamineSenderDeps, Relay, SenderFinding } from "./ports.ts";

export interface Sender {
  /** Of every address from which mails come. */
  readonly domains: readonly string[];
  /** Where bounces come back to; null: to the sender. */
  readonly bouncesDomain: string | null;
}

/** What receivers will look at before they take a mail, and what to publish where it is not as it should be. */
export async function examineSender(deps: ExamineSenderDeps, sender: Sender): Promise<readonly SenderFinding[]> {
  const { dns, networks, relays, keys } = deps;
  const reached = await Promise.all(relays.map((relay) => reach(deps, relay)));
  const addresses = [...new Set(reached.flatMap((one) => one.addresses))];
  const returnDomains = sender.bouncesDomain === null ? sender.domains : [sender.bouncesDomain];
  return (
    await Promise.all([
      ...reached.map(({ relay, addresses: own }) =>
        checkRelayTls(relay, own.length > 0 && own.every(networks.isInternal), deps.now),
      ),
      ...returnDomains.map((domain) => checkSpf(deps, domain, addresses)),
      ...sender.domains.flatMap((domain) => {
        const mine = keysFor(keys, domain);
        const said = deps.keysAreWrong === true ? null : sayWhoSigns(domain, keys, mine);
        return [...(said === null ? [] : [Promise.resolve(said)]), ...mine.map((key) => checkDkimKey(dns, key))];
      }),
      ...sender.domains.map((domain) => {
        const signing = keys.length === 0 ? null : keysFor(keys, domain).map((key) => key.domain);
        return checkDmarc(dns, domain, { signing, returnPath: sender.bouncesDomain ?? domain });
      }),
      ...returnDomains.map((domain) => checkReturnPath(dns, domain, sender.bouncesDomain !== null)),
      ...reached.flatMap(({ relay, addresses: own }) => own.map((address) => checkPtr(deps, relay.host, address))),
    ])
  ).filter((finding, index, all) => all.findIndex(({ what }) => what === finding.what) === index);
}

async function reach({ dns }: ExamineSenderDeps, relay: Relay) {
  const looked = await dns.addresses(relay.host);
  return { relay, addresses: looked.kind === "found" ? looked.values : [] };
}
