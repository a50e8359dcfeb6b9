import type * as z from "zod";
import { type Checked, checkShape } from "../rules/text/check-shape.ts";
import type { Located } from "../rules/text/document.ts";
import type { Source } from "../rules/text/source.ts";
import type { Secrets } from "./secret.ts";

/** A file of the connectors folder, parsed. */
export interface ConnectorDocument {
  /** The name of the connector: that of its file. */
  readonly name: string;
  readonly source: Source;
  readonly document: Located;
  readonly secrets: Secrets;
}

/** One kind of connector: how its files are read, and how one is told in a line. */
export interface ConnectorKind<Made extends { readonly kind: string; readonly name: string }> {
  readonly kind: Made["kind"];
  readonly read: (file: ConnectorDocument) => Checked<Made>;
  /** What stands behind its name and kind. */
  readonly tell: (connector: Made) => string;
}

/** Reads files of which a schema tells every mistake. */
export function readByShape<Written, Made>(
  schema: (secrets: Secrets) => z.ZodType<Written>,
  shape: (name: string, written: Written) => Made,
): (file: ConnectorDocument) => Checked<Made> {
  return ({ name, source, document, secrets }) => {
    const { value, mistakes } = checkShape(source, document, schema(secrets));
    return { value: value === undefined ? undefined : shape(name, value), mistakes };
  };
}
