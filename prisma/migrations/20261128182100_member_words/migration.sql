-- When what is known of a member was said, so that a word that comes late undoes no newer one. "stated_at": of most of it;
-- "stated": of each field and attribute said at another time, in milliseconds; 0: before anybody kept it.
ALTER TABLE "member" ADD COLUMN "stated_at" TIMESTAMPTZ(3);
ALTER TABLE "member" ADD COLUMN "stated" JSONB;

-- A site may say with every call that a member has agreed: the first time is written down, and every change.
DROP TRIGGER "member_keep_consent" ON "member";
CREATE TRIGGER "member_keep_consent" AFTER UPDATE OF "subscribed", "consent_at", "consent_source" ON "member"
  FOR EACH ROW WHEN (
    (OLD.subscribed, OLD.consent_at, OLD.consent_source) IS DISTINCT FROM (NEW.subscribed, NEW.consent_at, NEW.consent_source)
    AND NOT (
      (OLD.subscribed, OLD.consent_source) IS NOT DISTINCT FROM (NEW.subscribed, NEW.consent_source)
      AND coalesce(NEW.consent_source, '') ~ '^identify(: |$)'
    )
  )
  EXECUTE FUNCTION "keep_consent"();
