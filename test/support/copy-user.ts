// Copies the binaries of a package into a folder, and says where they are.
import { copyBinaries } from "../../src/platform/embedded/copied-binaries.ts";

const [packageRoot = "", place = ""] = process.argv.slice(2);
process.stdout.write(`${await copyBinaries(packageRoot, place)}\n`);
