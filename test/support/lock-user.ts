// Adds one to the number in a file, `times` times, each under the file lock of a folder. With "hold" instead of a
// number it takes the lock once, says so and keeps it until it is killed.
import { readFile, writeFile } from "node:fs/promises";
import { acquireFileLock } from "../../src/platform/embedded/file-lock.ts";

const [folder = "", counter = "", times = "0"] = process.argv.slice(2);

if (times === "hold") {
  await acquireFileLock(folder, 30_000);
  process.stdout.write("held\n");
  setInterval(() => undefined, 60_000);
} else {
  for (let turn = 0; turn < Number(times); turn += 1) {
    const lock = await acquireFileLock(folder, 30_000);
    const before = Number(await readFile(counter, "utf8"));
    await writeFile(counter, String(before + 1));
    await lock.release();
  }
}
