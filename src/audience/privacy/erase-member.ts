import type { ErasedMember, MailShelf, Person, PrivacyStore } from "./ports.ts";

/**
 * Takes a person out of everything. First nothing is sent any more; then what others' rows say of the person goes, while the
 * member can still be found; then the member. What was being written meanwhile goes in a second round, once it is
 * written; what takes longer than that wait is told, and goes when this is run again.
 */
export async function eraseMember(
  { store, shelf }: { readonly store: PrivacyStore; readonly shelf: MailShelf },
  person: Person,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<ErasedMember> {
  const sharing = await store.suppress(person, by, at);
  const elsewhere = await store.forgetElsewhere(person);
  const { rows, underWay } = await store.removeRows(person);
  const stillUnderWay = await store.waitForOthers(person);
  const late = [await store.forgetElsewhere(person), (await store.removeRows(person)).rows];
  const mails = await shelf.forget(person);
  return {
    members: person.ids,
    rows: [rows, ...late, { "returned mail": mails }].reduce(addCounts, elsewhere),
    underWay,
    sharing,
    hadAddress: person.addresses.length > 0,
    stillUnderWay,
  };
}

function addCounts(sum: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>) {
  const counts = { ...sum };
  for (const [table, count] of Object.entries(more)) if (count > 0) counts[table] = (counts[table] ?? 0) + count;
  return counts;
}
