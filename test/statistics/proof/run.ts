// `npm run test:statistics`: everything that the report's statistics claim, held to simulated experiments. Prints progress and a
// table, and ends with 1 when a rate lies outside its limits. `--runs 500` for a shorter look (with wider limits), `--only
// PATTERN` for some of it.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isWithin, Ledger, limitsOf, type Rate } from "./ledger.ts";
import { PROOFS } from "./proofs.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5000" },
    only: { type: "string", default: "" },
    proof: { type: "string" },
  },
});
const runs = Number(values.runs);

if (values.proof === undefined) await proveAll();
else proveOne(values.proof);

function proveOne(name: string): void {
  const ledger = new Ledger();
  PROOFS.find((proof) => proof.name === name)?.prove(ledger, runs);
  process.send?.(ledger.rates);
}

/** Each proof in a process of its own, as many at once as there are processors. */
async function proveAll(): Promise<void> {
  const left = PROOFS.filter(({ name }) => name.includes(values.only));
  const total = left.length;
  const results = new Map<string, readonly Rate[]>();
  const prove = async (): Promise<void> => {
    for (let proof = left.shift(); proof !== undefined; proof = left.shift()) {
      const began = Date.now();
      const rates = await inChild(proof.name);
      results.set(proof.name, rates);
      const seconds = Math.round((Date.now() - began) / 1000);
      console.log(`${results.size} of ${total}: ${proof.name}, ${seconds} s`);
      for (const rate of rates) console.log(rowOf(rate));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, prove));
  const rates = PROOFS.flatMap(({ name }) => results.get(name) ?? []);
  const outside = rates.filter((rate) => !isWithin(rate));
  console.log(`${rates.length} rates, ${outside.length} outside their limits`);
  if (outside.length > 0) process.exitCode = 1;
}

function inChild(name: string): Promise<readonly Rate[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["--runs", String(runs), "--proof", name]);
    let rates: readonly Rate[] | undefined;
    child.on("message", (message) => {
      rates = message as readonly Rate[];
    });
    child.on("exit", (code) => (rates ? resolve(rates) : reject(new Error(`${name} ended with ${code}`))));
  });
}

function rowOf(rate: Rate): string {
  const { low, high } = limitsOf(rate);
  const percent = (count: number) => `${((100 * count) / rate.runs).toFixed(2)}%`;
  const cells = [rate.group, rate.claim, rate.runs, percent(rate.hits), `${percent(low)} to ${percent(high)}`];
  return `| ${[...cells, isWithin(rate) ? "holds" : "OUTSIDE"].join(" | ")} |`;
}
