// Lets the benchmark measure what is shipped: whatever it imports from src/ comes from dist/, as the compiler built it. What
// tsx makes of src/ keeps the names of all functions, and renders a mail a third slower.
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

const SOURCE = new URL("../src/", import.meta.url).href;
const BUILD = new URL("../dist/", import.meta.url).href;

// Loaded once more in the thread that answers for imports, which only needs `resolve`.
if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (!found.url.startsWith(SOURCE)) return found;
  const url = found.url.replace(SOURCE, BUILD).replace(/\.ts(?=$|\?)/, ".js");
  return { url, format: "module", shortCircuit: true };
}
