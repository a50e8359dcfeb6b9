/**
 * Says that an id stands for the member `userId`. An `anonymousId` is a visitor's before they were known: it joins the
 * first member that it is told of, and never two members to each other, since people share machines. A `previousId` is an
 * earlier id of the same person, of either kind: if it was a member, the two are joined.
 */
export type MemberAlias =
  | { readonly userId: string; readonly anonymousId: string }
  | { readonly userId: string; readonly previousId: string };

/** An external id of a group of joined members. `superseded`: said to be an earlier id of somebody. */
export interface KnownId {
  readonly id: number;
  readonly externalId: string;
  readonly superseded: boolean;
}

/**
 * Whose id a group of joined members goes by: one that was never said to be an earlier id, and of several the first as
 * text. It rests on what was said alone, so that the same words in any order have the same answer.
 */
export function mainId<Id extends KnownId>(ids: readonly Id[]): Id | undefined {
  return [...ids].sort((one, other) =>
    one.superseded === other.superseded
      ? one.externalId < other.externalId
        ? -1
        : 1
      : Number(one.superseded) - Number(other.superseded),
  )[0];
}

/** Which of the members belong together: one group for all that any chain of pairs connects. Keys are member numbers. */
export function groupsOf(pairs: readonly (readonly [number, number])[]): number[][] {
  const parent = new Map<number, number>();
  const find = (id: number): number => {
    let root = id;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next;
    for (let at = id; at !== root; ) {
      const next = parent.get(at) ?? root;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  for (const [one, other] of pairs) {
    if (!parent.has(one)) parent.set(one, one);
    if (!parent.has(other)) parent.set(other, other);
    parent.set(find(one), find(other));
  }
  const groups = new Map<number, number[]>();
  for (const id of parent.keys()) {
    const root = find(id);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [id]);
    else group.push(id);
  }
  return [...groups.values()];
}
