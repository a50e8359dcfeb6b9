import type { ProposeDeps } from "../src/digest/ports.ts";
import { candidatesAt, createCandidateCache } from "../src/digest/prepare-candidates.ts";
import { proposePicks } from "../src/digest/propose-picks.ts";
import type { Database } from "../src/platform/postgres/database.ts";
import { createDigestStore } from "../src/platform/postgres/digest/digest-store.ts";
import { dropCandidates, lateralPicks, storeCandidates } from "./lateral.ts";
import { type Row, race, toRow } from "./race.ts";
import { AT, openScene, type Scene, TIMEZONE, TODAY } from "./scene.ts";
import type { World } from "./world.ts";

const MOST_MEMBERS = 100_000;
/** The statement would take a minute for all. */
const LATERAL_MEMBERS = 5_000;
/** What is handed over at once; nobody keeps a hundred thousand answers. */
const SLICE = 10_000;
const COMPARED_MEMBERS = 2_000;

export async function measurePicks(world: World): Promise<Row[]> {
  const { database } = world;
  const scene = await openScene();
  const { settings } = scene;
  const rule = scene.rule("planned");
  const deps: ProposeDeps = {
    store: createDigestStore(database),
    settings,
    clock: { now: () => AT },
    cache: createCandidateCache(),
  };
  const moment = { timezone: TIMEZONE, localDate: TODAY, at: AT };
  const all = spread(world.members, Math.min(MOST_MEMBERS, world.members));
  const some = spread(world.members, Math.min(LATERAL_MEMBERS, world.members));
  await dropCandidates(database);
  await storeCandidates(database, await candidatesAt(deps, moment, rule));
  try {
    const compared = await compare(deps, database, scene, some.slice(0, COMPARED_MEMBERS));
    const took = await race({
      ours: {
        run: async () => {
          for (let start = 0; start < all.length; start += SLICE) {
            await proposePicks(deps, all.slice(start, start + SLICE), rule, AT);
          }
        },
      },
      lateral: {
        run: () => database.query(lateralPicks(some, settings.languages, rule.digest.picks)),
      },
    });
    return [
      toRow({
        name: "picks, against one LATERAL top-k statement",
        unit: "ms",
        median: took.ours,
        baseline: (took.lateral * all.length) / some.length,
        faster: true,
        bound: { least: 3 },
        note: `${all.length} members; the statement was measured on ${some.length} and scaled, and knows no diversity, no reasons and no titles`,
      }),
      toRow({
        name: "picks that differ from those of the statement",
        unit: "picks",
        median: compared.different,
        baseline: compared.picks,
        bound: { most: 0 },
        note: "the best hot and the best cold content of each member: one alone has nothing to be diverse from",
      }),
    ];
  } finally {
    await dropCandidates(database);
  }
}

function spread(members: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * members) / count));
}

async function compare(
  deps: ProposeDeps,
  database: Database,
  scene: Scene,
  memberIds: readonly number[],
): Promise<{ readonly different: number; readonly picks: number }> {
  let picks = 0;
  let different = 0;
  for (const only of ["hot: 1, cold: 0", "hot: 0, cold: 1"] as const) {
    const rule = scene.rule("planned", only);
    const proposed = await proposePicks(deps, memberIds, rule, AT);
    const rows = await database.query<{ memberId: number; contentId: number; kind: string }>(
      lateralPicks(memberIds, deps.settings.languages, rule.digest.picks),
    );
    const chosen = new Map(rows.map(({ memberId, contentId, kind }) => [memberId, `${kind} content-${contentId}`]));
    for (const { memberId, picks: own } of proposed) {
      const [pick] = own;
      const theirs = chosen.get(memberId);
      if (pick === undefined && theirs === undefined) continue;
      picks += 1;
      if (pick === undefined || `${pick.kind} ${pick.contentId}` !== theirs) different += 1;
    }
  }
  return { different, picks };
}
