/** What DNS says; `unknown`: it did not answer, or could not. */
export type Looked<Value> =
  | { readonly kind: "found"; readonly values: readonly Value[] }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly why: string };

export interface Dns {
  /** Each record as one text. */
  texts(name: string): Promise<Looked<string>>;
  /** The preferred first; `""` says that the domain takes no mail (RFC 7505). */
  exchanges(name: string): Promise<Looked<string>>;
  /** Of both kinds; an address is its own. */
  addresses(name: string): Promise<Looked<string>>;
  /** Those that an address has by PTR. */
  names(address: string): Promise<Looked<string>>;
}

export interface Networks {
  contains(network: { readonly address: string; readonly prefix: number }, address: string): boolean;
  /** Loopback, private or link-local: nobody outside sees mails come from it. */
  isInternal(address: string): boolean;
}

/** How a mail server shows itself before anything is sent. */
export type RelayTls =
  | { readonly kind: "unreachable"; readonly why: string }
  /** It speaks in the open, and offers nothing else. */
  | { readonly kind: "plain" }
  | {
      readonly kind: "encrypted";
      readonly protocol: string;
      /** What is wrong with the certificate; null: nothing. */
      readonly flaw: string | null;
      readonly validTo: Date;
    };

export interface Relay {
  readonly host: string;
  readonly port: number;
  probe(): Promise<RelayTls>;
}

/** A key of ours, by what receivers must find of it. */
export interface PublishedKey {
  readonly selector: string;
  readonly domain: string;
  readonly kind: "rsa" | "ed25519";
  readonly bits: number;
  /** Base64, as in `p=`. */
  readonly publicKey: string;
}

export interface SenderFinding {
  readonly what: string;
  /** null: it could not be told. */
  readonly ok: boolean | null;
  readonly says: string;
  /** What to do about it, records whole; null: nothing. */
  readonly remedy: string | null;
}

export interface ExamineSenderDeps {
  readonly dns: Dns;
  readonly networks: Networks;
  readonly relays: readonly Relay[];
  readonly keys: readonly PublishedKey[];
  /** Machine time. */
  /** They could not be opened, which was told of: `keys` is empty, and that means nothing. */
  readonly keysAreWrong?: boolean;
  readonly now: Date;
}
