// `npm run test:statistics`: everything that the report's statistics claim, held to simulated experiments. Prints progress and a
// table. A rate outside its limits is drawn again, once (judge-rates.ts); it ends with 1 when one lies outside then as well. `--runs
// 500` for a shorter look (with wider limits), `--only PATTERN` for some of it.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { holds, type Judged, judgeRates, tell } from "./judge-rates.ts";
import { limitsOf, type Rate } from "./ledger.ts";
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
  const proof = PROOFS.find((one) => one.name === name);
  if (proof === undefined) throw new Error(`no such proof: ${name}`);
  const announce = (outside: readonly Rate[]) => console.log(`${name}: ${outside.length} outside, drawn again`);
  process.send?.(judgeRates((ledger) => proof.prove(ledger, runs), announce));
}

/** Each proof in a process of its own, as many at once as there are processors. */
async function proveAll(): Promise<void> {
  const left = PROOFS.filter(({ name }) => name.includes(values.only));
  const total = left.length;
  const results = new Map<string, readonly Judged[]>();
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
  const again = rates.filter((rate) => rate.again !== null);
  const outside = again.filter((rate) => !holds(rate));
  for (const rate of again) console.log(`drawn again: ${tell(rate)}: ${holds(rate) ? "holds" : "OUTSIDE"}`);
  console.log(`${rates.length} rates, ${again.length} drawn again, ${outside.length} outside their limits`);
  if (outside.length > 0) process.exitCode = 1;
}

function inChild(name: string): Promise<readonly Judged[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["--runs", String(runs), "--proof", name]);
    let rates: readonly Judged[] | undefined;
    child.on("message", (message) => {
      rates = message as readonly Judged[];
    });
    child.on("exit", (code) => (rates ? resolve(rates) : reject(new Error(`${name} ended with ${code}`))));
  });
}

function rowOf(judged: Judged): string {
  const { first, again } = judged;
  const verdict = `${again === null ? "" : `first ${cellsOf(first).join(", ")}; drawn again: `}${holds(judged) ? "holds" : "OUTSIDE"}`;
  return `| ${[first.group, first.claim, ...cellsOf(again ?? first), verdict].join(" | ")} |`;
}

function cellsOf(rate: Rate): readonly string[] {
  const { low, high } = limitsOf(rate);
  const percent = (count: number) => `${((100 * count) / rate.runs).toFixed(2)}%`;
  return [`${rate.hits} of ${rate.runs}`, percent(rate.hits), `${percent(low)} to ${percent(high)}`];
}
