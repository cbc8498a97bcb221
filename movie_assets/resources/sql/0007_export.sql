-- Scores of single sides of titles and copies of their pictures get their tables; followers of the
-- change log a role that may keep where they stand, and write nothing else.

CREATE TABLE catalogue.title_aspect_score (
    "title_id" text NOT NULL,
    "source" text NOT NULL,
    "aspect" text NOT NULL,
    "value" double precision NOT NULL,
    "scale_max" double precision NOT NULL,
    "count" bigint,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "source", "aspect")
);
CREATE INDEX title_aspect_score_aspect_value_idx ON catalogue.title_aspect_score USING btree ("aspect", "value");
COMMENT ON TABLE catalogue.title_aspect_score IS 'The newest score of one side of a title, by one source.';
COMMENT ON COLUMN catalogue.title_aspect_score."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_aspect_score."source" IS 'Whose score it is: drop/ and the name its file''s mapping gives';
COMMENT ON COLUMN catalogue.title_aspect_score."aspect" IS 'performance, soundtrack or screenplay';
COMMENT ON COLUMN catalogue.title_aspect_score."value" IS 'As published';
COMMENT ON COLUMN catalogue.title_aspect_score."scale_max" IS 'Highest possible value';
COMMENT ON COLUMN catalogue.title_aspect_score."count" IS 'Votes behind the value';

CREATE TABLE catalogue.title_media (
    "title_id" text NOT NULL,
    "role" text NOT NULL,
    "path" text NOT NULL,
    "outcome" text NOT NULL,
    "file" text,
    "sha256" text,
    "bytes" bigint,
    "content_type" text,
    "width" bigint,
    "height" bigint,
    "fetched_at" timestamptz NOT NULL,
    "attribution" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "role", "path")
);
COMMENT ON TABLE catalogue.title_media IS 'A poster or backdrop of a title: the copy in the lake, or why there is none.';
COMMENT ON COLUMN catalogue.title_media."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_media."role" IS 'poster or backdrop';
COMMENT ON COLUMN catalogue.title_media."path" IS 'TMDB image path it was asked for by';
COMMENT ON COLUMN catalogue.title_media."outcome" IS 'found, not_found, too_large, not_an_image, or why the host gave no answer';
COMMENT ON COLUMN catalogue.title_media."file" IS 'Where it lies below the lake: media/<ab>/<sha256>.<ext>';
COMMENT ON COLUMN catalogue.title_media."sha256" IS 'Hash of its bytes';
COMMENT ON COLUMN catalogue.title_media."bytes" IS 'Its size; of one too large the size it has';
COMMENT ON COLUMN catalogue.title_media."content_type" IS 'image/jpeg, image/png or image/webp';
COMMENT ON COLUMN catalogue.title_media."width" IS 'Pixels; null for WebP';
COMMENT ON COLUMN catalogue.title_media."height" IS 'Pixels; null for WebP';
COMMENT ON COLUMN catalogue.title_media."fetched_at" IS 'The run''s clock when it was last asked for';
COMMENT ON COLUMN catalogue.title_media."attribution" IS 'What must be said where it is shown';

GRANT INSERT, UPDATE ON events.follower TO movie_follower;
