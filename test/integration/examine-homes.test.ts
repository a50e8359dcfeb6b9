import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { examineHomes } from "../../src/app/doctor/examine-homes.ts";

let place: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "rekindle-homes-"));
  mkdirSync(join(place, "postgres-binaries-18.4.0"));
});

afterEach(async () => {
  await rm(place, { recursive: true });
});

/** Of so many megabytes; `folder` null: made before homes noted whose they are. */
function writeHome(number: number, folder: string | null, megabytes: number): string {
  const home = join(place, number.toString(16).padStart(16, "0"));
  mkdirSync(join(home, "postgres"), { recursive: true });
  writeFileSync(join(home, "postgres", "data"), Buffer.alloc(megabytes * 1e6 - 50_000, 1));
  if (folder !== null) writeFileSync(join(home, "belongs-to.json"), JSON.stringify({ folder }));
  return home;
}

it("names databases whose folder is gone, the largest first, each with its size and what removes it", async () => {
  const there = join(place, "there");
  mkdirSync(there);
  writeHome(1, there, 1);
  const small = writeHome(2, "/gone/small", 1);
  const large = writeHome(3, "/gone/large", 3);
  const told = await examineHomes(place);
  expect(told).toEqual([
    {
      what: "database of /gone/large",
      ok: null,
      says: `that folder is gone; its data lies in ${large} (3 MB)`,
      remedy: `If it was not moved, and is not only unmounted: rm -r ${large}`,
    },
    expect.objectContaining({ what: "database of /gone/small", remedy: expect.stringContaining(`rm -r ${small}`) }),
  ]);
  rmSync(there, { recursive: true });
  expect(await examineHomes(place)).toHaveLength(3);
});

it("says nothing when every folder is there, nor where no database is", async () => {
  writeHome(1, place, 1);
  expect(await examineHomes(place)).toEqual([]);
  expect(await examineHomes(join(place, "nothing"))).toEqual([]);
});

it("tells apart those of an earlier version, which become known as their folders are used", async () => {
  const homes = [writeHome(1, null, 1), writeHome(2, null, 2)];
  expect(await examineHomes(place)).toEqual([
    expect.objectContaining({
      what: "databases of unknown folders",
      says: `2 databases of an earlier Rekindle, which did not note whose, in ${place} (3 MB)`,
      remedy: expect.stringMatching(new RegExp(`^(?!.*rm -r).*${homes.reverse().join(", ")}$`)),
    }),
  ]);
});

it("tells of twenty one by one, and of any others together", async () => {
  for (let n = 1; n <= 23; n += 1) writeHome(n, `/gone/${n}`, 1);
  const told = await examineHomes(place);
  expect(told).toHaveLength(21);
  expect(told.at(-1)?.says).toMatch(
    /^3 more of folders that are gone lie in .* \(3 MB\): \/gone\/\d+, \/gone\/\d+, \/gone\/\d+$/,
  );
  expect(told.at(-1)?.remedy?.match(/rm -r( \S+\/[0-9a-f]{16}){3}$/)).not.toBeNull();
});
