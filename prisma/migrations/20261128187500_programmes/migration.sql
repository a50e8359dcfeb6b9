-- In which experiment the global holdout drew for a slot; null: nobody was held out. So far there was one.
ALTER TABLE "slot" ADD COLUMN "programme" TEXT DEFAULT 'programme';
ALTER TABLE "slot" ALTER COLUMN "programme" DROP DEFAULT;
