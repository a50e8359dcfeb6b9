import type { Queryable } from "./database.ts";

/** The installation's own UUID, drawn when its database was made: a copy of the database has the same. */
export async function findIdentity(queryable: Queryable): Promise<string> {
  const [row] = await queryable.query<{ identity: string }>({ text: "SELECT identity FROM installation", values: [] });
  if (row === undefined) throw new Error("the installation's row is missing");
  return row.identity;
}
