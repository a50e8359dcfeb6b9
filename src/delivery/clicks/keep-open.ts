import { tagOpen } from "../../core/clicks/tag-open.ts";
import type { Visitor } from "../../core/clicks/tag-visitor.ts";
import type { Links } from "../../core/links/token.ts";
import type { OpenStore } from "./ports.ts";

export interface KeepOpenDeps {
  readonly links: Pick<Links, "verify">;
  readonly store: OpenStore;
  readonly onTrouble: (error: unknown) => void;
}

/** Keeps that the image of a mail was loaded, and by what. No more follows from it. Never rejects; a wrong token is nothing. */
export async function keepOpen(
  { links, store, onTrouble }: KeepOpenDeps,
  token: string,
  visitor: Visitor,
): Promise<void> {
  if (visitor.method !== "GET") return;
  const key = links.verify(token, "open");
  if (key === null) return;
  try {
    await store.record(key, tagOpen(visitor));
  } catch (error) {
    onTrouble(error);
  }
}
