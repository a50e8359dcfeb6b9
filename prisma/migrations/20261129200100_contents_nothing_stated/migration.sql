-- The next migration would write that nothing is known of when a content's fields were said, where none was: that is refused.
-- Of such a content only its time is left to set right. Where the next one has been applied already, there is none.
UPDATE "content" SET "updated_at" = 'epoch' WHERE "updated_at" > clock_timestamp() AND "stated_at" = '{}';
