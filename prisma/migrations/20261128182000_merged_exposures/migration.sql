-- Two members who turned out to be one, exposed in different arms: counted, and in no comparison.
ALTER TABLE "exposure" ADD COLUMN "merged" BOOLEAN NOT NULL DEFAULT false;
