import type { FastifyPluginAsync } from "fastify";
import type { CommunityClock } from "../../core/clock.ts";
import { callReader } from "../../core/tracking/call.ts";
import { sayExpected } from "../../core/tracking/reading.ts";
import { countArrivals } from "../../ingest/arrivals/count-arrivals.ts";
import { EXPOSED_KEY, NO_GOOD_KEY } from "../../ingest/arrivals/ports.ts";
import { receiveDelivery } from "../../ingest/hooks/receive-delivery.ts";
import type { GoodKey, TrackingSettings, WriteKeyStore } from "../../ingest/ports.ts";
import { type CallRequest, type ReadRequest, readRequest, recordCalls } from "../../ingest/receive-calls.ts";
import { countRefused } from "../../ingest/rejections/count-refused.ts";
import { NO_CONNECTOR } from "../../ingest/rejections/ports.ts";
import { checkProof } from "../../platform/connectors/check-proof.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { groupCommit } from "../../platform/postgres/group-commit.ts";
import { createArrivalStore } from "../../platform/postgres/ingest/arrival-store.ts";
import { createContentAddresses } from "../../platform/postgres/ingest/content-addresses.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";
import { createRefusedRequestStore } from "../../platform/postgres/ingest/refused-request-store.ts";
import { createRejectedCallStore } from "../../platform/postgres/ingest/rejected-call-store.ts";
import { createWriteKeyStore } from "../../platform/postgres/ingest/write-key-store.ts";
import { type HookRoutes, hookRoutes } from "../../web/intake/hook-routes.ts";
import { ByteBudget } from "../../web/intake/read-body.ts";
import { type CallAnswer, type TrackRoutes, trackRoutes } from "../../web/intake/track-routes.ts";
import { remember } from "./remember.ts";

/** A revoked key is good for so long at most. */
const KEY_MEMORY_MS = 5_000;
const MOST_KEYS = 1_000;
const SETTINGS_MEMORY_MS = 5_000;

/** Requests of a moment share their commits: nothing beside their way here, and a commit costs as much for one as for many. */
const GATHER_MS = 5;
/** Groups beyond it take longer than they save: what waits for them fills the memory. */
const CALLS_AT_ONCE = 3_500;
const PATIENCE_MS = 10_000;
/** Of all bodies that are being worked on: what comes beyond is asked to come again. */
const MOST_BYTES_AT_ONCE = 16 * 1024 * 1024;

/** The events that a site sends, one call or many at a time, and what others post to its connectors. */
export function openTracking(
  database: Database,
  readSettings: () => Promise<TrackingSettings>,
  clock: CommunityClock,
  onTrouble: (error: unknown) => void,
  findReceiver: HookRoutes["find"] = async () => "unknown",
): FastifyPluginAsync {
  const [store, rejected, keys] = [
    createIngestStore(database),
    createRejectedCallStore(database),
    createWriteKeyStore(database),
  ];
  const addresses = createContentAddresses(database);
  const arrivals = countArrivals(createArrivalStore(database));
  const refused = countRefused(createRefusedRequestStore(database));
  const current = remember(SETTINGS_MEMORY_MS, async () => {
    const settings = await readSettings();
    return { settings, read: callReader(settings) };
  });
  const write = groupCommit<ReadRequest, null>(
    async (requests) => {
      await recordCalls({ store, rejected, addresses, clock, settings: (await current()).settings }, requests);
      return requests.map(() => null);
    },
    { maxWeight: CALLS_AT_ONCE, weigh: weighRequest, gatherMs: GATHER_MS, patienceMs: () => PATIENCE_MS },
  );
  const receive = async (request: CallRequest): Promise<CallAnswer> => {
    const read = readRequest((await current()).read, request);
    if ("problem" in read) {
      refused.count(`key ${request.key.name}`, sayExpected([read.problem]));
      const refusals = [read.problem];
      return read.tooMany ? { kind: "too_many", refusals } : { kind: "stored", taken: 0, refusals, dropped: [] };
    }
    await write(read);
    arrivals.count(`key ${request.key.name}`, read.calls.length);
    return { kind: "stored", taken: read.calls.length, refusals: read.refusals, dropped: read.dropped };
  };
  const hooks = { checkProof, readCalls: async () => (await current()).read, write, count: arrivals.count };
  const shared = { budget: new ByteBudget(MOST_BYTES_AT_ONCE), now: clock.now, onTrouble };
  return async (server) => {
    server.addHook("onClose", async () => {
      await Promise.all([arrivals.stop(), refused.stop()]);
    });
    const onStranger = () => arrivals.count(NO_GOOD_KEY, 1);
    const onExposed = ({ name }: GoodKey) => arrivals.count(`${EXPOSED_KEY}${name}`, 1);
    const onUnread: TrackRoutes["onUnread"] = (key, refusal) =>
      refused.count(key === null ? NO_GOOD_KEY : `key ${key.name}`, sayExpected([refusal]));
    const onRefused: HookRoutes["onRefused"] = (name, why) =>
      refused.count(name === null ? NO_CONNECTOR : `hook ${name}`, why);
    const findKey = rememberGoodKeys(keys.find);
    await server.register(trackRoutes({ findKey, onStranger, onExposed, onUnread, receive, ...shared }));
    const deliver: HookRoutes["receive"] = (receiver, posted) => receiveDelivery(hooks, receiver, posted);
    await server.register(hookRoutes({ find: findReceiver, receive: deliver, onRefused, ...shared }));
  };
}

/** What it stores; one of nothing still takes its answer from a commit. */
function weighRequest({ calls, rejected }: ReadRequest): number {
  return Math.max(1, calls.length + rejected.length);
}

function rememberGoodKeys(find: WriteKeyStore["find"]): WriteKeyStore["find"] {
  const known = new Map<string, { readonly found: GoodKey; readonly until: number }>();
  return async (key) => {
    const now = performance.now();
    const remembered = known.get(key);
    if (remembered !== undefined && remembered.until > now) return remembered.found;
    known.delete(key);
    const found = await find(key);
    if (found === null) return null;
    if (known.size >= MOST_KEYS) known.clear();
    known.set(key, { found, until: now + KEY_MEMORY_MS });
    return found;
  };
}
