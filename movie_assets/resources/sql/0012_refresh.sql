-- Checks say how often in a row a title's page failed, and how often its answers told other facts.
-- Every row gets a new hash with its next load, as every column that is a fact changes it.

ALTER TABLE catalogue.source_check DROP COLUMN row_hash;
ALTER TABLE catalogue.source_check RENAME COLUMN part TO held_part;
ALTER TABLE catalogue.source_check ADD COLUMN "failures" bigint NOT NULL DEFAULT 0;
ALTER TABLE catalogue.source_check ADD COLUMN "answers" bigint NOT NULL DEFAULT 0;
ALTER TABLE catalogue.source_check ADD COLUMN "changes" bigint NOT NULL DEFAULT 0;
ALTER TABLE catalogue.source_check ADD COLUMN "changed_at" timestamptz;
ALTER TABLE catalogue.source_check ADD COLUMN row_hash uuid NOT NULL DEFAULT md5('')::uuid;
ALTER TABLE catalogue.source_check ADD COLUMN part smallint;
ALTER TABLE catalogue.source_check ALTER COLUMN "failures" DROP DEFAULT;
ALTER TABLE catalogue.source_check ALTER COLUMN "answers" DROP DEFAULT;
ALTER TABLE catalogue.source_check ALTER COLUMN "changes" DROP DEFAULT;
ALTER TABLE catalogue.source_check ALTER COLUMN row_hash DROP DEFAULT;
UPDATE catalogue.source_check SET part = held_part;
ALTER TABLE catalogue.source_check ALTER COLUMN part SET NOT NULL;
ALTER TABLE catalogue.source_check DROP COLUMN held_part;
COMMENT ON COLUMN catalogue.source_check."failures" IS 'Newest answers in a row in which the title''s own page failed';
COMMENT ON COLUMN catalogue.source_check."answers" IS 'Answers that told of the title so far';
COMMENT ON COLUMN catalogue.source_check."changes" IS 'How many of them told other facts than the one before';
COMMENT ON COLUMN catalogue.source_check."changed_at" IS 'The newest of those';
