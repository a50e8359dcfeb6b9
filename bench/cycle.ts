// Runs the command line with the arguments given, then tells how large it grew.
import { main } from "../src/app.ts";
import { endWithParent } from "./children.ts";

endWithParent();
await main(process.argv);
process.send?.({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }, () => process.exit());
