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
