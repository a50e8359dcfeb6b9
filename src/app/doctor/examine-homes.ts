import type { Finding } from "../../cli/context.ts";
import { countOf } from "../../cli/terminal.ts";
import { type Home, type HomeUse, listHomes, measureHome, SYSTEM_HOME } from "../../platform/embedded/homes.ts";

/** As many are told one by one, the largest first. */
const TOLD = 20;
const IF_SURE = "If it was not moved, and is not only unmounted";

type Left = Home & HomeUse;

/**
 * What doctor says of clusters in the system's folder whose own folder is gone. They are never removed by themselves:
 * a folder may be moved, or not be mounted today.
 */
export async function examineHomes(place = SYSTEM_HOME): Promise<readonly Finding[]> {
  const homes = await listHomes(place);
  const gone = await measureAll(homes.filter((home) => home.gone));
  const rest = gone.slice(TOLD);
  const unknown = await measureAll(homes.filter(({ folder }) => folder === null));
  // An earlier version may be at work on one whose server runs.
  const nobodys = unknown.filter(({ serverPid }) => serverPid === null);
  return [
    ...gone.slice(0, TOLD).map((home) =>
      toFinding(`database of ${home.folder}`, {
        says: `that folder is gone; its data lies in ${home.path} (${sizeOf([home])})`,
        remedy: `${IF_SURE}: ${commandFor([home])}`,
      }),
    ),
    ...(rest.length === 0
      ? []
      : [
          toFinding("databases of other folders", {
            says: `${rest.length} more of folders that are gone lie in ${place} (${sizeOf(rest)}): ${rest.map(({ folder }) => folder).join(", ")}`,
            remedy: `${IF_SURE}: ${commandFor(rest)}`,
          }),
        ]),
    ...(nobodys.length === 0
      ? []
      : [
          toFinding("databases of unknown folders", {
            says: `${countOf(nobodys.length, "database")} of an earlier Rekindle, which did not note whose, in ${place} (${sizeOf(nobodys)})`,
            // No command to copy: which of them are still used, nobody knows but who runs them.
            remedy: `Run doctor once in each folder that you still use, and those are known. What is still here then is nobody's, and may be removed: ${nobodys.map(({ path }) => path).join(", ")}`,
          }),
        ]),
  ];
}

async function measureAll(homes: readonly Home[]): Promise<Left[]> {
  const left: Left[] = [];
  for (const home of homes) left.push({ ...home, ...(await measureHome(home)) });
  return left.sort((a, b) => b.bytes - a.bytes);
}

function toFinding(what: string, { says, remedy }: Pick<Finding, "says" | "remedy">): Finding {
  return { what, ok: null, says, remedy };
}

function sizeOf(homes: readonly Left[]): string {
  const megabytes = homes.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return megabytes < 1000 ? `${Math.ceil(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}

/** A server that still runs on the files is ended first. */
function commandFor(homes: readonly Left[]): string {
  const ends = homes
    .flatMap(({ serverPid }) => serverPid ?? [])
    .map((pid) => `kill -INT ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 1; done; `);
  return `${ends.join("")}rm -r ${homes.map(({ path }) => path).join(" ")}`;
}
