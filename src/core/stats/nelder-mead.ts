/** Nelder and Mead (1965), with the coefficients of their paper. */
const REFLECT = 1;
const EXPAND = 2;
const CONTRACT = 0.5;
const SHRINK = 0.5;
const MOST_STEPS = 400;
/** A first search may stop on a flat slope; one that starts anew where it stopped goes on. */
const MOST_RESTARTS = 4;

interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * A local minimum of `evaluate`, which has to be finite everywhere, found without derivatives: started anew from where it
 * stopped until that gains no more than `tolerance`.
 */
export function minimise(
  evaluate: (point: readonly number[]) => number,
  start: readonly number[],
  tolerance: number,
): Vertex {
  let best: Vertex = { point: start, value: evaluate(start) };
  for (let run = 0; run < MOST_RESTARTS; run++) {
    const found = descend(evaluate, best, tolerance);
    const gain = best.value - found.value;
    best = found;
    if (gain <= tolerance) break;
  }
  return best;
}

function descend(evaluate: (point: readonly number[]) => number, from: Vertex, tolerance: number): Vertex {
  const at = (point: readonly number[]): Vertex => ({ point, value: evaluate(point) });
  const simplex = [
    from,
    ...from.point.map((_, axis) => at(from.point.map((x, index) => (index === axis ? x + 0.5 : x)))),
  ];
  for (let step = 0; step < MOST_STEPS; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0] as Vertex;
    const worst = simplex.pop() as Vertex;
    if (worst.value - best.value <= tolerance && spread(best, worst) <= tolerance ** 0.25) return best;
    const centre = best.point.map((_, axis) => mean(simplex.map(({ point }) => point[axis] as number)));
    const along = (factor: number): Vertex =>
      at(centre.map((x, axis) => x + factor * (x - (worst.point[axis] as number))));
    const reflected = along(REFLECT);
    const second = simplex.at(-1) as Vertex;
    if (reflected.value < best.value) {
      const expanded = along(EXPAND);
      simplex.push(expanded.value < reflected.value ? expanded : reflected);
    } else if (reflected.value < second.value) {
      simplex.push(reflected);
    } else {
      const contracted = along(reflected.value < worst.value ? CONTRACT : -CONTRACT);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex.push(contracted);
      else {
        const shrunk = [...simplex.slice(1), worst].map(({ point }) =>
          at(point.map((x, axis) => (best.point[axis] as number) + SHRINK * (x - (best.point[axis] as number)))),
        );
        simplex.splice(1, simplex.length - 1, ...shrunk);
      }
    }
  }
  return simplex.sort((a, b) => a.value - b.value)[0] as Vertex;
}

function spread(one: Vertex, other: Vertex): number {
  return Math.max(...one.point.map((x, axis) => Math.abs(x - (other.point[axis] as number))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
