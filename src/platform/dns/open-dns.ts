import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { Dns, Looked } from "../../delivery/authentication/ports.ts";

/** Each is asked again once, after twice the time. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** The name is not there, or has nothing of that kind. */
const NOTHING = new Set(["ENOTFOUND", "ENODATA"]);

/** @param servers as `address:port`; null: those of this machine. */
export function openDns(servers: readonly string[] | null = null): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers !== null) resolver.setServers(servers);

  const look = async <Value>(ask: () => Promise<readonly Value[]>): Promise<Looked<Value>> => {
    try {
      const values = await ask();
      return values.length > 0 ? { kind: "found", values } : { kind: "none" };
    } catch (error) {
      const { code = "", message } = error as NodeJS.ErrnoException;
      if (NOTHING.has(code)) return { kind: "none" };
      return {
        kind: "unknown",
        why: code === "ETIMEOUT" ? "DNS did not answer in time" : `DNS answered ${code || message}`,
      };
    }
  };

  return {
    texts: (name) => look(async () => (await resolver.resolveTxt(name)).map((pieces) => pieces.join(""))),
    exchanges: (name) =>
      look(async () => {
        const records = await resolver.resolveMx(name);
        return records.sort((one, other) => one.priority - other.priority).map(({ exchange }) => exchange);
      }),
    addresses: async (name) => {
      if (isIP(name)) return { kind: "found", values: [name] };
      // The resolver asks DNS, which need not know this machine's own name.
      if (name === "localhost") return { kind: "found", values: ["127.0.0.1"] };
      const [four, six] = await Promise.all([look(() => resolver.resolve4(name)), look(() => resolver.resolve6(name))]);
      const values = [four, six].flatMap((one) => (one.kind === "found" ? one.values : []));
      if (values.length > 0) return { kind: "found", values };
      return four.kind === "unknown" ? four : six;
    },
    names: (address) => look(() => resolver.reverse(address)),
  };
}
