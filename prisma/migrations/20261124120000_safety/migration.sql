-- A slot whose state is `braked` waits for a person: `held_by` says whether the brake or a reader of the proof holds it.
-- Both stay when it is released, or expires at `held_until`, the end of its local day.
ALTER TABLE "slot" ADD COLUMN "held_by" TEXT;
ALTER TABLE "slot" ADD COLUMN "held_until" TIMESTAMPTZ(3);
-- What the rule usually plans in the slot's timezone, where the brake had something to compare with.
ALTER TABLE "slot" ADD COLUMN "usual" DOUBLE PRECISION;
-- Nearly always empty: the sweep and each claim ask for them.
CREATE INDEX "slot_braked_idx" ON "slot"("id") WHERE "state" = 'braked';

-- A mailing that a reader of its proof holds: the rule's slots of that local date, planned or yet to be.
CREATE TABLE "rule_hold" (
  "rule" TEXT NOT NULL,
  "period" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "rule_hold_pkey" PRIMARY KEY ("rule", "period")
);

-- A mail to the team, once for each event and recipient: `submitting` is committed before the first byte leaves.
CREATE TABLE "notice" (
  "kind" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "recipient" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "state" TEXT NOT NULL,
  "answer" TEXT,
  CONSTRAINT "notice_pkey" PRIMARY KEY ("kind", "key", "recipient")
);

-- A pick whose content was proposed again (`offer_again`): the slot's instant of the one that took its place.
ALTER TABLE "pick" ADD COLUMN "replaced_at" TIMESTAMPTZ(3);
