-- Loads go title by title: every loaded row says which partition it came with, and its hash takes
-- 16 bytes. Hashes are made in another way from now on, so the next load compares every row anew.

CREATE FUNCTION pg_temp.part_of(title_id text, kind text) RETURNS smallint LANGUAGE sql AS $$
    SELECT (CASE kind
        WHEN 'movie' THEN 1 + ('x' || left(md5(title_id), 8))::bit(32)::bigint % 16
        WHEN 'tv' THEN 17 + ('x' || left(md5(title_id), 8))::bit(32)::bigint % 4
        ELSE -1 END)::smallint
$$;

ALTER TABLE catalogue.load DROP COLUMN row_hash;
DELETE FROM catalogue.load;

ALTER TABLE catalogue.crosswalk ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.crosswalk ADD COLUMN part smallint;
UPDATE catalogue.crosswalk AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.crosswalk ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.match_rate_history ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.match_rate_history ADD COLUMN part smallint;
UPDATE catalogue.match_rate_history SET part = -1;
ALTER TABLE catalogue.match_rate_history ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.offer ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.offer ADD COLUMN part smallint;
UPDATE catalogue.offer AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.offer ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.popularity_daily ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.popularity_daily ADD COLUMN part smallint;
UPDATE catalogue.popularity_daily AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.popularity_daily ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.provider ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.provider ADD COLUMN part smallint;
UPDATE catalogue.provider SET part = -1;
ALTER TABLE catalogue.provider ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.quarantine ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.quarantine ADD COLUMN part smallint;
UPDATE catalogue.quarantine SET part = -1;
ALTER TABLE catalogue.quarantine ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.score_observation ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.score_observation ADD COLUMN part smallint;
UPDATE catalogue.score_observation AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.score_observation ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.search_popular ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.search_popular ADD COLUMN part smallint;
UPDATE catalogue.search_popular AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.search_popular ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.source_check ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.source_check ADD COLUMN part smallint;
UPDATE catalogue.source_check AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.source_check ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.source_redirect ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.source_redirect ADD COLUMN part smallint;
UPDATE catalogue.source_redirect SET part = -1;
ALTER TABLE catalogue.source_redirect ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.source_state ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.source_state ADD COLUMN part smallint;
UPDATE catalogue.source_state SET part = -1;
ALTER TABLE catalogue.source_state ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title ADD COLUMN part smallint;
UPDATE catalogue.title AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_dna ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_dna ADD COLUMN part smallint;
UPDATE catalogue.title_dna AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_dna ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_embedding ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_embedding ADD COLUMN part smallint;
UPDATE catalogue.title_embedding AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_embedding ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_facet ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_facet ADD COLUMN part smallint;
UPDATE catalogue.title_facet AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_facet ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_fingerprint ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_fingerprint ADD COLUMN part smallint;
UPDATE catalogue.title_fingerprint AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_fingerprint ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_popularity ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_popularity ADD COLUMN part smallint;
UPDATE catalogue.title_popularity AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_popularity ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_redirect ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_redirect ADD COLUMN part smallint;
UPDATE catalogue.title_redirect AS held SET part = pg_temp.part_of(held.from_title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.from_title_id), split_part(held.from_title_id, '/', 1)));
ALTER TABLE catalogue.title_redirect ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_score ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_score ADD COLUMN part smallint;
UPDATE catalogue.title_score AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_score ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_score_summary ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_score_summary ADD COLUMN part smallint;
UPDATE catalogue.title_score_summary AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_score_summary ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.title_search ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.title_search ADD COLUMN part smallint;
UPDATE catalogue.title_search AS held SET part = pg_temp.part_of(held.title_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.title_id), split_part(held.title_id, '/', 1)));
ALTER TABLE catalogue.title_search ALTER COLUMN part SET NOT NULL;

ALTER TABLE catalogue.unmatched ALTER COLUMN row_hash TYPE uuid USING md5(row_hash)::uuid;
ALTER TABLE catalogue.unmatched ADD COLUMN part smallint;
UPDATE catalogue.unmatched AS held SET part = pg_temp.part_of(held.item_id, coalesce(
    (SELECT title.kind FROM catalogue.title WHERE title.title_id = held.item_id), split_part(held.item_id, '/', 1)));
ALTER TABLE catalogue.unmatched ALTER COLUMN part SET NOT NULL;

CREATE TABLE catalogue.survivorship_rule (
    "field" text NOT NULL,
    "place" bigint NOT NULL,
    "sources" text[] NOT NULL,
    "rule" text NOT NULL,
    "clears" boolean NOT NULL,
    "reason" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("field")
);
COMMENT ON TABLE catalogue.survivorship_rule IS 'How one field of a title is told from its sources.';
COMMENT ON COLUMN catalogue.survivorship_rule."field" IS 'Column of `title`';
COMMENT ON COLUMN catalogue.survivorship_rule."place" IS 'Order among the fields, from 0';
COMMENT ON COLUMN catalogue.survivorship_rule."sources" IS 'Who has a say, most trusted first';
COMMENT ON COLUMN catalogue.survivorship_rule."rule" IS 'prefer, longest, union, max, latest, majority or follow';
COMMENT ON COLUMN catalogue.survivorship_rule."clears" IS 'True where a source''s empty value clears the field';
COMMENT ON COLUMN catalogue.survivorship_rule."reason" IS 'Why the rule is as it is';
