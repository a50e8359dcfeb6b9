import type { Said } from "../text/said.ts";

/** Fills in a text of a rule. Throws what the template engine throws. */
export type RenderText = (text: string, model: object) => string;

/** Warns at the value that stands at a path of the rule's file. */
export type Warn = (path: readonly string[], message: Said, hint: Said | null) => void;
