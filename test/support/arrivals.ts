import fc from "fast-check";

/** Everything in some order, cut into pieces, some of it twice: as much of it as `again` draws. */
export function arrivals<T>(
  items: readonly T[],
  again: fc.Arbitrary<readonly T[]> = fc.subarray([...items]),
): fc.Arbitrary<readonly (readonly T[])[]> {
  return again
    .chain((twice) => {
      const sent = [...items, ...twice];
      return fc.shuffledSubarray(sent, { minLength: sent.length });
    })
    .chain((sent) =>
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }).map((sizes) => cut(sent, sizes)),
    );
}

function cut<T>(items: readonly T[], sizes: readonly number[]): readonly (readonly T[])[] {
  const pieces: T[][] = [];
  const rest = [...items];
  for (let index = 0; rest.length > 0; index += 1) pieces.push(rest.splice(0, sizes[index % sizes.length]));
  return pieces;
}
