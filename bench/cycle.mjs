// Runs the command line as it is installed, with the arguments given, then tells how large it grew.
import { main } from "../dist/app.js";

process.once("disconnect", () => process.exit(0));
await main(process.argv);
process.send?.({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }, () => process.exit());
