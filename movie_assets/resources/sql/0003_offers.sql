-- Offers say who told of them and whether they are news; services say what they are. Every row
-- gets a new hash with its next load, as every column that is a fact changes it.

ALTER TABLE catalogue.offer DROP COLUMN row_hash;
ALTER TABLE catalogue.offer ADD COLUMN "source" text NOT NULL DEFAULT 'tmdb';
ALTER TABLE catalogue.offer ADD COLUMN "is_news" boolean NOT NULL DEFAULT false;
ALTER TABLE catalogue.offer ADD COLUMN row_hash text NOT NULL DEFAULT '';
ALTER TABLE catalogue.offer ALTER COLUMN "source" DROP DEFAULT;
ALTER TABLE catalogue.offer ALTER COLUMN "is_news" DROP DEFAULT;
ALTER TABLE catalogue.offer ALTER COLUMN row_hash DROP DEFAULT;
DROP INDEX catalogue.offer_country_provider_id_type_idx;

ALTER TABLE catalogue.provider DROP COLUMN row_hash;
ALTER TABLE catalogue.provider ADD COLUMN "parent_id" bigint;
ALTER TABLE catalogue.provider ADD COLUMN "type" text;
ALTER TABLE catalogue.provider ADD COLUMN "status" text NOT NULL DEFAULT 'listed';
ALTER TABLE catalogue.provider ADD COLUMN "search_url" text;
ALTER TABLE catalogue.provider ADD COLUMN row_hash text NOT NULL DEFAULT '';
ALTER TABLE catalogue.provider ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE catalogue.provider ALTER COLUMN row_hash DROP DEFAULT;

CREATE INDEX offer_provider_id_country_idx ON catalogue.offer USING btree ("provider_id", "country") WHERE valid_to IS NULL;
CREATE INDEX offer_valid_from_idx ON catalogue.offer USING btree ("valid_from") WHERE is_news;
CREATE INDEX offer_valid_to_idx ON catalogue.offer USING btree ("valid_to") WHERE valid_to IS NOT NULL;
COMMENT ON TABLE catalogue.offer IS 'Where a title can be watched, and from when to when.';
COMMENT ON COLUMN catalogue.offer."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.offer."country" IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN catalogue.offer."provider_id" IS 'TMDB''s provider id, its main one; negative where TMDB has none';
COMMENT ON COLUMN catalogue.offer."type" IS 'flatrate, free, ads, rent or buy';
COMMENT ON COLUMN catalogue.offer."quality" IS 'sd, hd, 4k, …; unspecified where the source does not say';
COMMENT ON COLUMN catalogue.offer."price" IS 'In units of the currency';
COMMENT ON COLUMN catalogue.offer."currency" IS 'ISO 4217';
COMMENT ON COLUMN catalogue.offer."url" IS 'The service''s own address; null where no source gives one';
COMMENT ON COLUMN catalogue.offer."first_seen" IS 'When the service was first seen to have it in this way';
COMMENT ON COLUMN catalogue.offer."last_seen" IS 'When it was seen, as of the row''s last change; it may lag';
COMMENT ON COLUMN catalogue.offer."valid_from" IS 'When these terms began';
COMMENT ON COLUMN catalogue.offer."valid_to" IS 'When an answer no longer had them; null = now';
COMMENT ON COLUMN catalogue.offer."source" IS 'Who told of it last: tmdb_watch (a page), tmdb (the list), justwatch or drop/…';
COMMENT ON COLUMN catalogue.offer."is_news" IS 'The service did not have it in this way when we looked before: not news to us alone';
COMMENT ON TABLE catalogue.provider IS 'A streaming service, once: what its other ids and names offer stands under this one.';
COMMENT ON COLUMN catalogue.provider."provider_id" IS 'TMDB''s id; negative where TMDB has none';
COMMENT ON COLUMN catalogue.provider."name" IS 'Its name';
COMMENT ON COLUMN catalogue.provider."aliases" IS 'Other names and ids met';
COMMENT ON COLUMN catalogue.provider."display_priority" IS 'TMDB''s order, best country';
COMMENT ON COLUMN catalogue.provider."priorities" IS 'country -> order';
COMMENT ON COLUMN catalogue.provider."parent_id" IS 'The service it is sold through, as a channel of that';
COMMENT ON COLUMN catalogue.provider."type" IS 'subscription, free, ads or store: what most of its offers are';
COMMENT ON COLUMN catalogue.provider."status" IS 'listed: TMDB''s list has it; unlisted: only offers do; unknown: a name without an id';
COMMENT ON COLUMN catalogue.provider."search_url" IS 'Address of a search on its site; {title} is the percent-encoded title';
