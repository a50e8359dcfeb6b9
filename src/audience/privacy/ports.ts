/** Everything by which a person can be told from others in what is stored. */
export interface Person {
  /** Of all members that are this person. */
  readonly memberIds: readonly number[];
  /** The site's own ids, and any other by which the person is known. */
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
  readonly names: readonly string[];
}

export interface ErasedMember {
  /** The site's own ids of whom was erased. */
  readonly members: readonly string[];
  /** Table → rows that were taken out, or from which the person was. */
  readonly rows: Readonly<Record<string, number>>;
  /** Digests that a mail server was being handed at that moment: they may still arrive. */
  readonly underWay: number;
  /** Others with the same address: no mail goes to them any more either. */
  readonly sharing: number;
  /** Without one nothing is kept that could stop a mail. */
  readonly hadAddress: boolean;
  /** What did not end in time, and may keep something of the person: once it has, erase the same again. */
  readonly stillUnderWay: UnderWay;
}

/** What goes on beside an erasing and may write of the person yet. Machine time. */
export interface UnderWay {
  /** Mails to others that tell what the person did, and that a mail server is being handed. */
  readonly mails: readonly { readonly digest: string; readonly rule: string; readonly since: Date }[];
  /** Transactions that began before the person was gone; `doing`: the last statement's beginning, without its values. */
  readonly transactions: readonly {
    readonly pid: number;
    readonly program: string;
    readonly since: Date;
    readonly doing: string;
  }[];
}

export interface PrivacyStore {
  /** By the site's own id, else everybody with that address; null: nobody. */
  findPerson(idOrAddress: string): Promise<Person | null>;
  /** Whoever was erased before, with that id or address, as far as something may be left of them. */
  findErased(idOrAddress: string): Promise<Person>;
  /** How many rows each table holds of the person; those with none are left out. */
  countRows(person: Person): Promise<Readonly<Record<string, number>>>;
  /** All that is held of the person, by plain names: lists of objects, in the order of time. */
  exportPerson(person: Person): Promise<Readonly<Record<string, unknown>>>;
  /**
   * No mail goes to the person's addresses any more, from the commit on. Answers how many other members have one of them.
   * `by` says who asked; community time.
   */
  suppress(person: Person, by: string, at: Date): Promise<number>;
  /** Takes the person out of what is stored of others: texts, properties and attributes. Answers rows by table. */
  forgetElsewhere(person: Person): Promise<Readonly<Record<string, number>>>;
  /** Takes out all rows of the person, and the person, in one transaction. */
  removeRows(person: Person): Promise<{ readonly rows: Readonly<Record<string, number>>; readonly underWay: number }>;
  /** Waits until nothing is under way any more that may write of the person. Answers what has not ended in time. */
  waitForOthers(person: Person): Promise<UnderWay>;
}

/** Returned mail that waits, or that nobody could read. Answers how many mails were thrown away. */
export interface MailShelf {
  forget(person: Person): Promise<number>;
}
