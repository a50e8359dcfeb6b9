/** Why a site's database could not be read, and what to do. No secret stands in it. */
export class SqlTrouble extends Error {
  readonly remedy: string;
  /** Whether the database itself cannot be had, so that nothing else need be asked of it. */
  readonly isDown: boolean;
  constructor(message: string, remedy: string, isDown = false) {
    super(message);
    this.name = "SqlTrouble";
    this.remedy = remedy;
    this.isDown = isDown;
  }
}
