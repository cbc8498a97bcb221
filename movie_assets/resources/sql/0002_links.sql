-- People's words on links are kept one after the other, and the newest on a pair counts; requests
-- are kept once whoever writes them; records without a title and rates of a day get their place.

ALTER TABLE app.link_decision ADD COLUMN "decision_id" bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE app.link_decision DROP CONSTRAINT link_decision_pkey;
ALTER TABLE app.link_decision ADD PRIMARY KEY ("decision_id");
CREATE INDEX link_decision_title_id_source_source_id_idx ON app.link_decision USING btree ("title_id", "source", "source_id");
COMMENT ON TABLE app.link_decision IS 'A person''s word on a pair of the crosswalk: it wins, and it lasts until the next one.';
COMMENT ON COLUMN app.link_decision."decision_id" IS 'Drawn by the database; the newest word on a pair counts';

ALTER TABLE app.title_request ADD COLUMN "kind" text;
COMMENT ON COLUMN app.title_request."kind" IS 'movie or tv, where it was said';
-- An id asked for twice was asked for when it was first.
DELETE FROM app.title_request AS again USING app.title_request AS first
    WHERE first."source" = again."source" AND first."source_id" = again."source_id"
    AND first."request_id" < again."request_id";
CREATE UNIQUE INDEX title_request_source_source_id_idx ON app.title_request USING btree ("source", "source_id");

COMMENT ON TABLE catalogue.source_redirect IS 'A source''s id that moved or was merged into another, however often: to where it ended.';
COMMENT ON COLUMN catalogue.unmatched."kind" IS 'movie or tv; of a record that does not say, other';
COMMENT ON COLUMN catalogue.unmatched."reason" IS 'Why; the closed list is in `crosswalk.unmatched`';

CREATE TABLE catalogue.match_rate_history (
    "day" date NOT NULL,
    "side" text NOT NULL,
    "source" text NOT NULL,
    "kind" text NOT NULL,
    "decade" bigint NOT NULL,
    "language" text NOT NULL,
    "items" bigint NOT NULL,
    "matched" bigint NOT NULL,
    "in_review" bigint NOT NULL,
    row_hash text NOT NULL,
    PRIMARY KEY ("day", "side", "source", "kind", "decade", "language")
);
COMMENT ON TABLE catalogue.match_rate_history IS 'How many titles or records were matched on a day, by source, kind, decade and language.';
COMMENT ON COLUMN catalogue.match_rate_history."day" IS 'The run''s day';
COMMENT ON COLUMN catalogue.match_rate_history."side" IS 'title or record';
COMMENT ON COLUMN catalogue.match_rate_history."source" IS 'Whose records';
COMMENT ON COLUMN catalogue.match_rate_history."kind" IS 'movie or tv; of a record that does not say, other';
COMMENT ON COLUMN catalogue.match_rate_history."decade" IS '1990 for the 1990s; -1 when the year is unknown';
COMMENT ON COLUMN catalogue.match_rate_history."language" IS 'Original language, ISO 639-1; empty when unknown';
COMMENT ON COLUMN catalogue.match_rate_history."items" IS 'Titles that should have a record, or records met';
COMMENT ON COLUMN catalogue.match_rate_history."matched" IS 'Those with an accepted link';
COMMENT ON COLUMN catalogue.match_rate_history."in_review" IS 'Those without one, but with a link that waits for a person';
