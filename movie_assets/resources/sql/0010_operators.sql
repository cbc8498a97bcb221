-- How fresh titles are where people look gets its table.

CREATE TABLE catalogue.title_freshness (
    "source" text NOT NULL,
    "min_popularity" double precision NOT NULL,
    "target_days" double precision NOT NULL,
    "titles" bigint NOT NULL,
    "known_titles" bigint NOT NULL,
    "fresh_titles" bigint NOT NULL,
    "weight" double precision NOT NULL,
    "known_weight" double precision NOT NULL,
    "fresh_weight" double precision NOT NULL,
    "weighted_age_days" double precision,
    "oldest_good_at" timestamptz,
    "measured_at" timestamptz NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("source", "min_popularity")
);
COMMENT ON TABLE catalogue.title_freshness IS 'How many of a source''s titles of one tier are as fresh as the tier wants, at one moment.';
COMMENT ON COLUMN catalogue.title_freshness."source" IS 'Name in the registry';
COMMENT ON COLUMN catalogue.title_freshness."min_popularity" IS 'Titles at least this popular, and less than the next tier''s';
COMMENT ON COLUMN catalogue.title_freshness."target_days" IS 'How old what is known of them may be';
COMMENT ON COLUMN catalogue.title_freshness."titles" IS 'Living titles of the tier that the source is to be asked for';
COMMENT ON COLUMN catalogue.title_freshness."known_titles" IS 'Those it ever told of: a find, or that it has none';
COMMENT ON COLUMN catalogue.title_freshness."fresh_titles" IS 'Those it told of within target_days';
COMMENT ON COLUMN catalogue.title_freshness."weight" IS 'How much the titles are looked at: views, else 1 / popularity rank';
COMMENT ON COLUMN catalogue.title_freshness."known_weight" IS 'The same of the known ones';
COMMENT ON COLUMN catalogue.title_freshness."fresh_weight" IS 'The same of the fresh ones';
COMMENT ON COLUMN catalogue.title_freshness."weighted_age_days" IS 'Mean age of what is known, weighted by looks; null where nothing is';
COMMENT ON COLUMN catalogue.title_freshness."oldest_good_at" IS 'The good answer longest ago';
COMMENT ON COLUMN catalogue.title_freshness."measured_at" IS 'The run''s clock';
