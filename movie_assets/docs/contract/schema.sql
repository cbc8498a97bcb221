CREATE EXTENSION IF NOT EXISTS vector;

CREATE SCHEMA IF NOT EXISTS catalogue;

CREATE TABLE catalogue.quarantine (
    "source" text NOT NULL,
    "file" text NOT NULL,
    "line" bigint NOT NULL,
    "field" text NOT NULL,
    "reason" text NOT NULL,
    "raw" text,
    "seen_at" timestamptz NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("source", "file", "line", "field")
);
COMMENT ON TABLE catalogue.quarantine IS 'A row that could not be read; the rest of its file went on.';
COMMENT ON COLUMN catalogue.quarantine."source" IS 'Source or drop mapping';
COMMENT ON COLUMN catalogue.quarantine."file" IS 'File or address';
COMMENT ON COLUMN catalogue.quarantine."line" IS 'Line or row number from 1';
COMMENT ON COLUMN catalogue.quarantine."field" IS 'The field that could not be read';
COMMENT ON COLUMN catalogue.quarantine."reason" IS 'Why, for people';
COMMENT ON COLUMN catalogue.quarantine."raw" IS 'The value as it came, cut at 1,000 characters';
COMMENT ON COLUMN catalogue.quarantine."seen_at" IS 'The run''s clock';

CREATE TABLE catalogue.popularity_daily (
    "title_id" text NOT NULL,
    "day" date NOT NULL,
    "popularity" double precision NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "day")
);
COMMENT ON TABLE catalogue.popularity_daily IS 'A title''s popularity on a day it changed.';
COMMENT ON COLUMN catalogue.popularity_daily."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.popularity_daily."day" IS 'Day of the export';
COMMENT ON COLUMN catalogue.popularity_daily."popularity" IS 'TMDB''s popularity';

CREATE TABLE catalogue.title_redirect (
    "from_title_id" text NOT NULL,
    "to_title_id" text,
    "reason" text NOT NULL,
    "decided_on" date NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("from_title_id")
);
CREATE INDEX title_redirect_to_title_id_idx ON catalogue.title_redirect USING btree ("to_title_id");
COMMENT ON TABLE catalogue.title_redirect IS 'A title id that gave way to another, or was taken down.';
COMMENT ON COLUMN catalogue.title_redirect."from_title_id" IS 'The id that was';
COMMENT ON COLUMN catalogue.title_redirect."to_title_id" IS 'The id that is; null when the title is gone';
COMMENT ON COLUMN catalogue.title_redirect."reason" IS 'merged, gone or imdb_linked';
COMMENT ON COLUMN catalogue.title_redirect."decided_on" IS 'Day we learned it';

CREATE TABLE catalogue.source_redirect (
    "source" text NOT NULL,
    "from_source_id" text NOT NULL,
    "to_source_id" text NOT NULL,
    "decided_on" date NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("source", "from_source_id")
);
COMMENT ON TABLE catalogue.source_redirect IS 'A source''s id that moved or was merged into another, however often: to where it ended.';
COMMENT ON COLUMN catalogue.source_redirect."source" IS 'Whose id';
COMMENT ON COLUMN catalogue.source_redirect."from_source_id" IS 'The id that was';
COMMENT ON COLUMN catalogue.source_redirect."to_source_id" IS 'The id that is';
COMMENT ON COLUMN catalogue.source_redirect."decided_on" IS 'Day we learned it';

CREATE TABLE catalogue.crosswalk (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "source" text NOT NULL,
    "source_id" text NOT NULL,
    "status" text NOT NULL,
    "method" text NOT NULL,
    "probability" double precision NOT NULL,
    "evidence" jsonb NOT NULL,
    "runner_up" text,
    "runner_up_probability" double precision,
    "decided_at" timestamptz NOT NULL,
    "rule_version" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "source", "source_id")
);
CREATE INDEX crosswalk_source_source_id_idx ON catalogue.crosswalk USING btree ("source", "source_id");
COMMENT ON TABLE catalogue.crosswalk IS 'A decided pair of a title and a source''s record.';
COMMENT ON COLUMN catalogue.crosswalk."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.crosswalk."kind" IS 'The title''s kind';
COMMENT ON COLUMN catalogue.crosswalk."source" IS 'Whose record';
COMMENT ON COLUMN catalogue.crosswalk."source_id" IS 'Which record';
COMMENT ON COLUMN catalogue.crosswalk."status" IS 'accepted, review or rejected';
COMMENT ON COLUMN catalogue.crosswalk."method" IS 'id, verified_url, blocked_match or human';
COMMENT ON COLUMN catalogue.crosswalk."probability" IS '0 to 1, that both are one title';
COMMENT ON COLUMN catalogue.crosswalk."evidence" IS 'Each feature''s value';
COMMENT ON COLUMN catalogue.crosswalk."runner_up" IS 'The next best title for this record';
COMMENT ON COLUMN catalogue.crosswalk."runner_up_probability" IS 'Its probability';
COMMENT ON COLUMN catalogue.crosswalk."decided_at" IS 'The run''s clock of the decision';
COMMENT ON COLUMN catalogue.crosswalk."rule_version" IS 'Version of the rules that decided';

CREATE TABLE catalogue.unmatched (
    "side" text NOT NULL,
    "source" text NOT NULL,
    "kind" text NOT NULL,
    "item_id" text NOT NULL,
    "name" text,
    "year" bigint,
    "decade" bigint,
    "language" text,
    "reason" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("side", "source", "kind", "item_id")
);
COMMENT ON TABLE catalogue.unmatched IS 'A title without a record of a source, or a record without a title, and why.';
COMMENT ON COLUMN catalogue.unmatched."side" IS 'title or record';
COMMENT ON COLUMN catalogue.unmatched."source" IS 'The source that lacks it, or whose record it is';
COMMENT ON COLUMN catalogue.unmatched."kind" IS 'movie or tv; of a record that does not say, other';
COMMENT ON COLUMN catalogue.unmatched."item_id" IS 'title_id, or the source''s id';
COMMENT ON COLUMN catalogue.unmatched."name" IS 'Its title';
COMMENT ON COLUMN catalogue.unmatched."year" IS 'Its year';
COMMENT ON COLUMN catalogue.unmatched."decade" IS 'Its decade, 1990 for the 1990s';
COMMENT ON COLUMN catalogue.unmatched."language" IS 'Its original language';
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
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
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

CREATE TABLE catalogue.title (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "title" text,
    "original_title" text,
    "names" jsonb,
    "year" bigint,
    "release_date" date,
    "end_date" date,
    "registration_date" date,
    "releases" jsonb,
    "status" text,
    "in_production" boolean,
    "adult" boolean,
    "original_language" text,
    "languages" text[] NOT NULL,
    "countries" text[] NOT NULL,
    "runtime_min" bigint,
    "genres" text[] NOT NULL,
    "keywords" text[] NOT NULL,
    "tropes" text[] NOT NULL,
    "directors" text[] NOT NULL,
    "cast_names" text[] NOT NULL,
    "credits" jsonb,
    "certifications" jsonb,
    "companies" jsonb,
    "networks" jsonb,
    "collection" jsonb,
    "budget_amount" double precision,
    "budget_currency" text,
    "revenue_amount" double precision,
    "revenue_currency" text,
    "overview" text,
    "overviews" jsonb,
    "tagline" text,
    "poster_path" text,
    "backdrop_path" text,
    "images" jsonb,
    "videos" jsonb,
    "homepage" text,
    "wikipedia_url" text,
    "wikipedia_abstract" text,
    "season_count" bigint,
    "episode_count" bigint,
    "seasons" jsonb,
    "tmdb_id" bigint,
    "imdb_id" text,
    "wikidata_id" text,
    "external_ids" jsonb,
    "recommendations" text[] NOT NULL,
    "similar" text[] NOT NULL,
    "provenance" jsonb NOT NULL,
    "conflicts" jsonb NOT NULL,
    "first_seen" date NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
CREATE INDEX title_kind_year_idx ON catalogue.title USING btree ("kind", "year");
CREATE INDEX title_imdb_id_idx ON catalogue.title USING btree ("imdb_id");
CREATE INDEX title_genres_idx ON catalogue.title USING gin ("genres");
COMMENT ON TABLE catalogue.title IS 'The merged title: every field by its rule, with where it came from and who disagreed.';
COMMENT ON COLUMN catalogue.title."title_id" IS 'movie/603, tv/1396 or imdb/tt…';
COMMENT ON COLUMN catalogue.title."kind" IS 'movie or tv';
COMMENT ON COLUMN catalogue.title."title" IS 'The title in English use';
COMMENT ON COLUMN catalogue.title."original_title" IS 'In its own language';
COMMENT ON COLUMN catalogue.title."names" IS '[{name, language, country, kind}]';
COMMENT ON COLUMN catalogue.title."year" IS 'Year of first release or first air date';
COMMENT ON COLUMN catalogue.title."release_date" IS 'First release or first air date';
COMMENT ON COLUMN catalogue.title."end_date" IS 'Last air date';
COMMENT ON COLUMN catalogue.title."registration_date" IS 'When it was registered with an authority';
COMMENT ON COLUMN catalogue.title."releases" IS '[{country, released, release_type, note}]';
COMMENT ON COLUMN catalogue.title."status" IS 'Released, Ended, …';
COMMENT ON COLUMN catalogue.title."in_production" IS 'A show still being made';
COMMENT ON COLUMN catalogue.title."adult" IS 'Pornographic, as TMDB or IMDb say';
COMMENT ON COLUMN catalogue.title."original_language" IS 'ISO 639-1';
COMMENT ON COLUMN catalogue.title."languages" IS 'ISO 639-1, spoken';
COMMENT ON COLUMN catalogue.title."countries" IS 'ISO 3166-1 alpha-2, of origin or production';
COMMENT ON COLUMN catalogue.title."runtime_min" IS 'Minutes; of one episode for shows';
COMMENT ON COLUMN catalogue.title."genres" IS 'TMDB''s genre names';
COMMENT ON COLUMN catalogue.title."keywords" IS 'Keywords';
COMMENT ON COLUMN catalogue.title."tropes" IS 'Names of tropes';
COMMENT ON COLUMN catalogue.title."directors" IS 'Names; creators for shows';
COMMENT ON COLUMN catalogue.title."cast_names" IS 'Names in billing order';
COMMENT ON COLUMN catalogue.title."credits" IS '[{person_id, name, department, job, character, position, episodes}]';
COMMENT ON COLUMN catalogue.title."certifications" IS '[{country, certification, system, release_type, released}]';
COMMENT ON COLUMN catalogue.title."companies" IS '[{company_id, name, country, logo_path}]';
COMMENT ON COLUMN catalogue.title."networks" IS '[{company_id, name, country, logo_path}]';
COMMENT ON COLUMN catalogue.title."collection" IS '{collection_id, name, …}';
COMMENT ON COLUMN catalogue.title."budget_amount" IS 'In units of the currency; null when unknown';
COMMENT ON COLUMN catalogue.title."budget_currency" IS 'ISO 4217';
COMMENT ON COLUMN catalogue.title."revenue_amount" IS 'In units of the currency; null when unknown';
COMMENT ON COLUMN catalogue.title."revenue_currency" IS 'ISO 4217';
COMMENT ON COLUMN catalogue.title."overview" IS 'What it is about, in English';
COMMENT ON COLUMN catalogue.title."overviews" IS '[{language, country, text}]';
COMMENT ON COLUMN catalogue.title."tagline" IS 'In English';
COMMENT ON COLUMN catalogue.title."poster_path" IS 'TMDB image path';
COMMENT ON COLUMN catalogue.title."backdrop_path" IS 'TMDB image path';
COMMENT ON COLUMN catalogue.title."images" IS '[{kind, path, language, …}]';
COMMENT ON COLUMN catalogue.title."videos" IS '[{site, video_key, kind, …}]';
COMMENT ON COLUMN catalogue.title."homepage" IS 'Its own site';
COMMENT ON COLUMN catalogue.title."wikipedia_url" IS 'Its article';
COMMENT ON COLUMN catalogue.title."wikipedia_abstract" IS 'The article''s lead';
COMMENT ON COLUMN catalogue.title."season_count" IS 'Seasons';
COMMENT ON COLUMN catalogue.title."episode_count" IS 'Episodes';
COMMENT ON COLUMN catalogue.title."seasons" IS '[{season, name, air_date, episode_count, …}]';
COMMENT ON COLUMN catalogue.title."tmdb_id" IS 'TMDB''s id';
COMMENT ON COLUMN catalogue.title."imdb_id" IS 'IMDb''s id';
COMMENT ON COLUMN catalogue.title."wikidata_id" IS 'Wikidata''s item';
COMMENT ON COLUMN catalogue.title."external_ids" IS '[{source, id}]';
COMMENT ON COLUMN catalogue.title."recommendations" IS 'Title ids TMDB recommends';
COMMENT ON COLUMN catalogue.title."similar" IS 'Title ids TMDB calls similar';
COMMENT ON COLUMN catalogue.title."provenance" IS 'field -> {source, rule, first_seen}';
COMMENT ON COLUMN catalogue.title."conflicts" IS 'field -> [{source, value}] of the losers';
COMMENT ON COLUMN catalogue.title."first_seen" IS 'Day the title entered the catalogue';

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

CREATE TABLE catalogue.title_popularity (
    "title_id" text NOT NULL,
    "popularity" double precision NOT NULL,
    "day" date NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
CREATE INDEX title_popularity_popularity_title_id_idx ON catalogue.title_popularity USING btree ("popularity", "title_id");
COMMENT ON TABLE catalogue.title_popularity IS 'A title''s newest popularity: apart from `title`, since it moves every day for nearly all.';
COMMENT ON COLUMN catalogue.title_popularity."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_popularity."popularity" IS 'TMDB''s popularity';
COMMENT ON COLUMN catalogue.title_popularity."day" IS 'Day it last changed';

CREATE TABLE catalogue.title_score (
    "title_id" text NOT NULL,
    "publisher" text NOT NULL,
    "metric" text NOT NULL,
    "season" bigint NOT NULL,
    "episode" bigint NOT NULL,
    "value" double precision NOT NULL,
    "scale_max" double precision NOT NULL,
    "percent" double precision NOT NULL,
    "count" bigint,
    "count_is_lower_bound" boolean NOT NULL,
    "source" text NOT NULL,
    "source_id" text NOT NULL,
    "observed_at" timestamptz NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "publisher", "metric", "season", "episode")
);
CREATE INDEX title_score_publisher_metric_percent_idx ON catalogue.title_score USING btree ("publisher", "metric", "percent");
COMMENT ON TABLE catalogue.title_score IS 'The newest score of one publisher for a title, season or episode.';
COMMENT ON COLUMN catalogue.title_score."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_score."publisher" IS 'Whose score it is';
COMMENT ON COLUMN catalogue.title_score."metric" IS 'critics or audience';
COMMENT ON COLUMN catalogue.title_score."season" IS 'Season number; -1 for the title itself';
COMMENT ON COLUMN catalogue.title_score."episode" IS 'Episode number; -1 for the season or title itself';
COMMENT ON COLUMN catalogue.title_score."value" IS 'As published';
COMMENT ON COLUMN catalogue.title_score."scale_max" IS 'Highest possible value';
COMMENT ON COLUMN catalogue.title_score."percent" IS '100 x value / scale_max';
COMMENT ON COLUMN catalogue.title_score."count" IS 'Votes or reviews';
COMMENT ON COLUMN catalogue.title_score."count_is_lower_bound" IS 'True for counts such as "250,000+"';
COMMENT ON COLUMN catalogue.title_score."source" IS 'Who showed it to us';
COMMENT ON COLUMN catalogue.title_score."source_id" IS 'Under which of its ids';
COMMENT ON COLUMN catalogue.title_score."observed_at" IS 'Since when it stands so';

CREATE TABLE catalogue.title_score_summary (
    "title_id" text NOT NULL,
    "audience" double precision,
    "audience_count" bigint,
    "critics" double precision,
    "critics_count" bigint,
    "overall" double precision,
    "plain_audience" double precision,
    "plain_critics" double precision,
    "plain_overall" double precision,
    "model_version" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
CREATE INDEX title_score_summary_overall_idx ON catalogue.title_score_summary USING btree ("overall");
COMMENT ON TABLE catalogue.title_score_summary IS 'Audience, critics and overall of a title by the score model, plain means beside them.';
COMMENT ON COLUMN catalogue.title_score_summary."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_score_summary."audience" IS 'Percent, by the score model';
COMMENT ON COLUMN catalogue.title_score_summary."audience_count" IS 'Votes behind it';
COMMENT ON COLUMN catalogue.title_score_summary."critics" IS 'Percent, by the score model';
COMMENT ON COLUMN catalogue.title_score_summary."critics_count" IS 'Reviews behind it';
COMMENT ON COLUMN catalogue.title_score_summary."overall" IS 'Percent, by the score model';
COMMENT ON COLUMN catalogue.title_score_summary."plain_audience" IS 'Plain mean of the audience percents';
COMMENT ON COLUMN catalogue.title_score_summary."plain_critics" IS 'Plain mean of the critics percents';
COMMENT ON COLUMN catalogue.title_score_summary."plain_overall" IS 'Plain mean of the two means there are';
COMMENT ON COLUMN catalogue.title_score_summary."model_version" IS 'Version of the weights';

CREATE TABLE catalogue.score_observation (
    "title_id" text NOT NULL,
    "source" text NOT NULL,
    "publisher" text NOT NULL,
    "metric" text NOT NULL,
    "season" bigint NOT NULL,
    "episode" bigint NOT NULL,
    "value" double precision,
    "count" bigint,
    "observed_at" timestamptz NOT NULL,
    "answer_id" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "source", "publisher", "metric", "season", "episode", "observed_at")
);
COMMENT ON TABLE catalogue.score_observation IS 'Every score a title had, and since when.';
COMMENT ON COLUMN catalogue.score_observation."title_id" IS 'The title, by the crosswalk of the load';
COMMENT ON COLUMN catalogue.score_observation."source" IS 'Who showed it';
COMMENT ON COLUMN catalogue.score_observation."publisher" IS 'Whose score it is';
COMMENT ON COLUMN catalogue.score_observation."metric" IS 'critics or audience';
COMMENT ON COLUMN catalogue.score_observation."season" IS 'Season number; -1 for the title itself';
COMMENT ON COLUMN catalogue.score_observation."episode" IS 'Episode number; -1 for the season or title itself';
COMMENT ON COLUMN catalogue.score_observation."value" IS 'As published; null when it was taken away';
COMMENT ON COLUMN catalogue.score_observation."count" IS 'Votes or reviews';
COMMENT ON COLUMN catalogue.score_observation."observed_at" IS 'Since when it stood so';
COMMENT ON COLUMN catalogue.score_observation."answer_id" IS 'The answer it was read from';

CREATE TABLE catalogue.title_dna (
    "title_id" text NOT NULL,
    "category" text NOT NULL,
    "label" text NOT NULL,
    "confidence" double precision NOT NULL,
    "evidence" text[] NOT NULL,
    "model" text NOT NULL,
    "taxonomy_version" text NOT NULL,
    "prompt_hash" text,
    "cost_usd" double precision,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "category", "label", "model")
);
CREATE INDEX title_dna_category_label_idx ON catalogue.title_dna USING btree ("category", "label");
COMMENT ON TABLE catalogue.title_dna IS 'One tag of a title.';
COMMENT ON COLUMN catalogue.title_dna."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_dna."category" IS 'One of the taxonomy''s categories';
COMMENT ON COLUMN catalogue.title_dna."label" IS 'The tag';
COMMENT ON COLUMN catalogue.title_dna."confidence" IS '0 to 1';
COMMENT ON COLUMN catalogue.title_dna."evidence" IS 'The facts it was told from';
COMMENT ON COLUMN catalogue.title_dna."model" IS 'offline rules, or the language model';
COMMENT ON COLUMN catalogue.title_dna."taxonomy_version" IS 'Version of categories and words';
COMMENT ON COLUMN catalogue.title_dna."prompt_hash" IS 'Hash of the prompt, for a language model';
COMMENT ON COLUMN catalogue.title_dna."cost_usd" IS 'What the tag''s title cost';

CREATE TABLE catalogue.title_fingerprint (
    "title_id" text NOT NULL,
    "scores" jsonb NOT NULL,
    "highlight_keys" text[] NOT NULL,
    "essence_tags" text[] NOT NULL,
    "advisories" text[] NOT NULL,
    "suitability" jsonb NOT NULL,
    "viewing_context" jsonb NOT NULL,
    "model" text NOT NULL,
    "taxonomy_version" text NOT NULL,
    "prompt_hash" text,
    "cost_usd" double precision,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "model")
);
COMMENT ON TABLE catalogue.title_fingerprint IS 'A title''s scores on the taxonomy''s scales.';
COMMENT ON COLUMN catalogue.title_fingerprint."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_fingerprint."scores" IS 'key -> 0 to 10; a key the tagger cannot tell is absent';
COMMENT ON COLUMN catalogue.title_fingerprint."highlight_keys" IS 'The keys that define it, best first';
COMMENT ON COLUMN catalogue.title_fingerprint."essence_tags" IS 'What it is in a few words';
COMMENT ON COLUMN catalogue.title_fingerprint."advisories" IS 'Content advisories';
COMMENT ON COLUMN catalogue.title_fingerprint."suitability" IS 'flag -> true or false; unknown is absent';
COMMENT ON COLUMN catalogue.title_fingerprint."viewing_context" IS 'flag -> true or false; unknown is absent';
COMMENT ON COLUMN catalogue.title_fingerprint."model" IS 'offline rules, or the language model';
COMMENT ON COLUMN catalogue.title_fingerprint."taxonomy_version" IS 'Version of keys and meanings';
COMMENT ON COLUMN catalogue.title_fingerprint."prompt_hash" IS 'Hash of the prompt, for a language model';
COMMENT ON COLUMN catalogue.title_fingerprint."cost_usd" IS 'What the title cost';

CREATE TABLE catalogue.title_embedding (
    "title_id" text NOT NULL,
    "aspect" text NOT NULL,
    "model" text NOT NULL,
    "dims" bigint NOT NULL,
    "text_hash" text NOT NULL,
    "embedding" halfvec NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "aspect", "model")
);
COMMENT ON TABLE catalogue.title_embedding IS 'A title as a vector, by one aspect and one model.';
COMMENT ON COLUMN catalogue.title_embedding."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_embedding."aspect" IS 'all, story, mood, characters, style or setting';
COMMENT ON COLUMN catalogue.title_embedding."model" IS 'The embedder''s name and version';
COMMENT ON COLUMN catalogue.title_embedding."dims" IS 'Length of the vector';
COMMENT ON COLUMN catalogue.title_embedding."text_hash" IS 'md5 of the document text it was made from';
COMMENT ON COLUMN catalogue.title_embedding."embedding" IS 'Unit length';

CREATE TABLE catalogue.dna_value (
    "category" text NOT NULL,
    "label" text NOT NULL,
    "cluster" text NOT NULL,
    "titles" bigint NOT NULL,
    "movies" bigint NOT NULL,
    "shows" bigint NOT NULL,
    "rank" bigint NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("category", "label")
);
CREATE INDEX dna_value_category_cluster_idx ON catalogue.dna_value USING btree ("category", "cluster");
COMMENT ON TABLE catalogue.dna_value IS 'One tag of the catalogue, how many titles carry it, and which tags say nearly the same.';
COMMENT ON COLUMN catalogue.dna_value."category" IS 'One of the taxonomy''s categories';
COMMENT ON COLUMN catalogue.dna_value."label" IS 'The tag';
COMMENT ON COLUMN catalogue.dna_value."cluster" IS 'The tag that stands for all that say nearly the same; often itself';
COMMENT ON COLUMN catalogue.dna_value."titles" IS 'Titles that carry it';
COMMENT ON COLUMN catalogue.dna_value."movies" IS 'Films among them';
COMMENT ON COLUMN catalogue.dna_value."shows" IS 'Shows among them';
COMMENT ON COLUMN catalogue.dna_value."rank" IS 'Place by titles within the category, 1 for the most; no two alike';

CREATE TABLE catalogue.model_call (
    "request_id" text NOT NULL,
    "model" text NOT NULL,
    "prompt_hash" text NOT NULL,
    "taxonomy_version" text NOT NULL,
    "title_ids" text[] NOT NULL,
    "is_repair" boolean NOT NULL,
    "outcome" text NOT NULL,
    "error" text,
    "tokens_in" bigint,
    "tokens_out" bigint,
    "reserved_usd" double precision NOT NULL,
    "cost_usd" double precision NOT NULL,
    "at" timestamptz NOT NULL,
    "run_id" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("request_id")
);
CREATE INDEX model_call_at_idx ON catalogue.model_call USING btree ("at");
COMMENT ON TABLE catalogue.model_call IS 'One question put to a language model: what it was about, how it ended, what it cost.';
COMMENT ON COLUMN catalogue.model_call."request_id" IS 'Hash of all that was asked, and /n from the second time on';
COMMENT ON COLUMN catalogue.model_call."model" IS 'Which model';
COMMENT ON COLUMN catalogue.model_call."prompt_hash" IS 'Hash of the prompt but for the titles';
COMMENT ON COLUMN catalogue.model_call."taxonomy_version" IS 'Version of categories and words';
COMMENT ON COLUMN catalogue.model_call."title_ids" IS 'The titles asked about';
COMMENT ON COLUMN catalogue.model_call."is_repair" IS 'Whether it told what was wrong with an earlier answer';
COMMENT ON COLUMN catalogue.model_call."outcome" IS 'answered, refused, cut_off, malformed, rate_limited, unauthorised, rejected, unreachable or lost';
COMMENT ON COLUMN catalogue.model_call."error" IS 'What went wrong, for people';
COMMENT ON COLUMN catalogue.model_call."tokens_in" IS 'Tokens read, as the service counts them';
COMMENT ON COLUMN catalogue.model_call."tokens_out" IS 'Tokens written, as the service counts them';
COMMENT ON COLUMN catalogue.model_call."reserved_usd" IS 'The most it could cost, set aside before it was sent';
COMMENT ON COLUMN catalogue.model_call."cost_usd" IS 'What it cost; all that was set aside where nobody knows';
COMMENT ON COLUMN catalogue.model_call."at" IS 'The run''s clock when it was asked';
COMMENT ON COLUMN catalogue.model_call."run_id" IS 'The run that asked';

CREATE TABLE catalogue.offer (
    "title_id" text NOT NULL,
    "country" text NOT NULL,
    "provider_id" bigint NOT NULL,
    "type" text NOT NULL,
    "quality" text NOT NULL,
    "price" double precision,
    "currency" text,
    "url" text,
    "first_seen" timestamptz NOT NULL,
    "last_seen" timestamptz NOT NULL,
    "valid_from" timestamptz NOT NULL,
    "valid_to" timestamptz,
    "source" text NOT NULL,
    "is_news" boolean NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "country", "provider_id", "type", "quality", "valid_from")
);
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

CREATE TABLE catalogue.provider (
    "provider_id" bigint NOT NULL,
    "name" text NOT NULL,
    "aliases" text[] NOT NULL,
    "display_priority" bigint,
    "priorities" jsonb,
    "parent_id" bigint,
    "type" text,
    "status" text NOT NULL,
    "search_url" text,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("provider_id")
);
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

CREATE TABLE catalogue.title_facet (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "year" bigint,
    "release_date" date,
    "language" text,
    "overall" double precision,
    "votes" bigint,
    "collection_id" text,
    "facets" bigint[] NOT NULL,
    "people" bigint[] NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
CREATE INDEX title_facet_facets_idx ON catalogue.title_facet USING gin ("facets") WITH (fastupdate = off);
CREATE INDEX title_facet_people_idx ON catalogue.title_facet USING gin ("people") WITH (fastupdate = off);
CREATE INDEX title_facet_year_release_date_title_id_idx ON catalogue.title_facet USING btree ("year", "release_date", "title_id");
CREATE INDEX title_facet_overall_title_id_idx ON catalogue.title_facet USING btree ("overall", "title_id") WHERE overall IS NOT NULL;
CREATE INDEX title_facet_votes_idx ON catalogue.title_facet USING btree ("votes") WHERE votes IS NOT NULL;
CREATE INDEX title_facet_collection_id_idx ON catalogue.title_facet USING btree ("collection_id") WHERE collection_id IS NOT NULL;
COMMENT ON TABLE catalogue.title_facet IS 'All that discovery can ask of a title, in one narrow row; popularity moves daily: not here.

    A facet is a number: the first 60 bits of the md5 of its words, `genre:Drama`.';
COMMENT ON COLUMN catalogue.title_facet."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_facet."kind" IS 'movie or tv';
COMMENT ON COLUMN catalogue.title_facet."year" IS 'Year of first release or first air date';
COMMENT ON COLUMN catalogue.title_facet."release_date" IS 'First release or first air date';
COMMENT ON COLUMN catalogue.title_facet."language" IS 'Original language, ISO 639-1';
COMMENT ON COLUMN catalogue.title_facet."overall" IS 'Percent, by the score model';
COMMENT ON COLUMN catalogue.title_facet."votes" IS 'Votes behind the audience''s score';
COMMENT ON COLUMN catalogue.title_facet."collection_id" IS 'The series of films it belongs to';
COMMENT ON COLUMN catalogue.title_facet."facets" IS 'kind:tv, language:en, country:FR, genre:Drama, keyword:heist, certification:US:PG-13, offer:US:8:flatrate, offer:US:flatrate, as numbers';
COMMENT ON COLUMN catalogue.title_facet."people" IS 'cast:person/31 (the first ten), crew:director:person/525, as numbers';

CREATE TABLE catalogue.title_search (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "year" bigint,
    "names" text[] NOT NULL,
    "folded" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
COMMENT ON TABLE catalogue.title_search IS 'A title''s names as they are written and as they are looked for.';
COMMENT ON COLUMN catalogue.title_search."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.title_search."kind" IS 'movie or tv';
COMMENT ON COLUMN catalogue.title_search."year" IS 'Year of first release or first air date';
COMMENT ON COLUMN catalogue.title_search."names" IS 'As written, in the order of the folded ones';
COMMENT ON COLUMN catalogue.title_search."folded" IS 'Each name: =, as one word if it has at most two, and its words';

CREATE TABLE catalogue.search_popular (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "tokens" text[] NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id")
);
CREATE INDEX search_popular_tokens_idx ON catalogue.search_popular USING gin ("tokens") WITH (fastupdate = off);
COMMENT ON TABLE catalogue.search_popular IS 'A popular title, found by common words and by the beginnings of words, too.';
COMMENT ON COLUMN catalogue.search_popular."title_id" IS 'The title';
COMMENT ON COLUMN catalogue.search_popular."kind" IS 'movie or tv';
COMMENT ON COLUMN catalogue.search_popular."tokens" IS 'Words of its names; after ^ their first 1 to 3 letters';

CREATE TABLE catalogue.search_token (
    "letters" bigint NOT NULL,
    "token" text NOT NULL,
    "reversed" text NOT NULL,
    PRIMARY KEY ("letters", "token")
);
CREATE INDEX search_token_letters_reversed_idx ON catalogue.search_token USING btree ("letters", "reversed");
COMMENT ON TABLE catalogue.search_token IS 'A word some title''s name has or had: looked up whole, by its beginning or by its end.';
COMMENT ON COLUMN catalogue.search_token."letters" IS 'How long it is';
COMMENT ON COLUMN catalogue.search_token."token" IS 'The word';
COMMENT ON COLUMN catalogue.search_token."reversed" IS 'Its letters from the last to the first';

CREATE TABLE catalogue.search_posting (
    "word" text NOT NULL,
    "part" bigint NOT NULL,
    "titles" bigint NOT NULL,
    "title_ids" text[] NOT NULL,
    PRIMARY KEY ("word", "part")
);
COMMENT ON TABLE catalogue.search_posting IS 'The titles a load brought a word to; some may have lost it since, so readers look again.';
COMMENT ON COLUMN catalogue.search_posting."word" IS 'A word, or after = a name of at most two words as one';
COMMENT ON COLUMN catalogue.search_posting."part" IS 'Number of the load, from 1';
COMMENT ON COLUMN catalogue.search_posting."titles" IS 'How many titles';
COMMENT ON COLUMN catalogue.search_posting."title_ids" IS 'Which; none of a word of more than 20,000 titles';

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

CREATE TABLE catalogue.vector_space (
    "aspect" text NOT NULL,
    "model" text NOT NULL,
    "dims" bigint NOT NULL,
    "relation" text NOT NULL,
    "indexed" boolean NOT NULL,
    "graphs" bigint[] NOT NULL,
    "rows" bigint NOT NULL,
    "data_version" text NOT NULL,
    "built_at" timestamptz NOT NULL,
    PRIMARY KEY ("aspect")
);
COMMENT ON TABLE catalogue.vector_space IS 'Which table of the schema `vectors` holds the vectors of an aspect, filters beside them.';
COMMENT ON COLUMN catalogue.vector_space."aspect" IS 'all, story, mood, characters, style or setting';
COMMENT ON COLUMN catalogue.vector_space."model" IS 'The embedder whose vectors they are';
COMMENT ON COLUMN catalogue.vector_space."dims" IS 'Their length';
COMMENT ON COLUMN catalogue.vector_space."relation" IS 'Name of the table in the schema vectors';
COMMENT ON COLUMN catalogue.vector_space."indexed" IS 'Whether graphs lead to the nearest; small ones are read whole';
COMMENT ON COLUMN catalogue.vector_space."graphs" IS 'Facets whose titles have a graph of their own';
COMMENT ON COLUMN catalogue.vector_space."rows" IS 'Titles in it';
COMMENT ON COLUMN catalogue.vector_space."data_version" IS 'Of the vectors and facets it was made of';
COMMENT ON COLUMN catalogue.vector_space."built_at" IS 'The run''s clock when it was made or brought up to date';

CREATE TABLE catalogue.title_affinity (
    "title_id" text NOT NULL,
    "other_id" text NOT NULL,
    "weight" double precision NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("title_id", "other_id")
);
COMMENT ON TABLE catalogue.title_affinity IS 'How far liking one title speaks for another, learnt from other people''s ratings (EASE).';
COMMENT ON COLUMN catalogue.title_affinity."title_id" IS 'The title liked';
COMMENT ON COLUMN catalogue.title_affinity."other_id" IS 'The title it speaks for';
COMMENT ON COLUMN catalogue.title_affinity."weight" IS 'Added up over all a person likes; below 0 speaks against';

CREATE TABLE catalogue.source_check (
    "source" text NOT NULL,
    "title_id" text NOT NULL,
    "checked_at" timestamptz NOT NULL,
    "outcome" text NOT NULL,
    "good_at" timestamptz,
    "answer_id" text NOT NULL,
    "failures" bigint NOT NULL,
    "answers" bigint NOT NULL,
    "changes" bigint NOT NULL,
    "changed_at" timestamptz,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("source", "title_id")
);
COMMENT ON TABLE catalogue.source_check IS 'When a source was last asked for a title, and how that ended.';
COMMENT ON COLUMN catalogue.source_check."source" IS 'Who was asked';
COMMENT ON COLUMN catalogue.source_check."title_id" IS 'For which title';
COMMENT ON COLUMN catalogue.source_check."checked_at" IS 'The run''s clock of the newest answer of any kind';
COMMENT ON COLUMN catalogue.source_check."outcome" IS 'How it ended';
COMMENT ON COLUMN catalogue.source_check."good_at" IS 'The newest answer that told of the title';
COMMENT ON COLUMN catalogue.source_check."answer_id" IS 'The newest answer of any kind';
COMMENT ON COLUMN catalogue.source_check."failures" IS 'Newest answers in a row in which the title''s own page failed';
COMMENT ON COLUMN catalogue.source_check."answers" IS 'Answers that told of the title so far';
COMMENT ON COLUMN catalogue.source_check."changes" IS 'How many of them told other facts than the one before';
COMMENT ON COLUMN catalogue.source_check."changed_at" IS 'The newest of those';

CREATE TABLE catalogue.source_state (
    "source" text NOT NULL,
    "state" text NOT NULL,
    "until" timestamptz,
    "last_answer_at" timestamptz,
    "last_good_at" timestamptz,
    "titles_asked" bigint NOT NULL,
    "titles_found" bigint NOT NULL,
    "outcomes" jsonb NOT NULL,
    "max_age_days" double precision NOT NULL,
    "licence" text NOT NULL,
    "attribution" text NOT NULL,
    "permitted_use" text NOT NULL,
    row_hash uuid NOT NULL,
    part smallint NOT NULL,
    PRIMARY KEY ("source")
);
COMMENT ON TABLE catalogue.source_state IS 'How a source is doing.';
COMMENT ON COLUMN catalogue.source_state."source" IS 'Name in the registry';
COMMENT ON COLUMN catalogue.source_state."state" IS 'fresh, stale, blocked, over_quota, forbidden, drifted or never_asked';
COMMENT ON COLUMN catalogue.source_state."until" IS 'When its lane opens again';
COMMENT ON COLUMN catalogue.source_state."last_answer_at" IS 'Newest answer of any kind';
COMMENT ON COLUMN catalogue.source_state."last_good_at" IS 'Newest answer that told of a title';
COMMENT ON COLUMN catalogue.source_state."titles_asked" IS 'Titles ever asked for';
COMMENT ON COLUMN catalogue.source_state."titles_found" IS 'Titles whose newest good answer is a find';
COMMENT ON COLUMN catalogue.source_state."outcomes" IS 'outcome -> titles';
COMMENT ON COLUMN catalogue.source_state."max_age_days" IS 'Older than this is stale';
COMMENT ON COLUMN catalogue.source_state."licence" IS 'Terms the source''s data comes under';
COMMENT ON COLUMN catalogue.source_state."attribution" IS 'What must be said where it is shown';
COMMENT ON COLUMN catalogue.source_state."permitted_use" IS 'personal, non-commercial or open';

CREATE TABLE catalogue.load (
    "table_name" text NOT NULL,
    "partition" text NOT NULL,
    "data_version" text NOT NULL,
    "rows" bigint NOT NULL,
    "changed" bigint NOT NULL,
    "deleted" bigint NOT NULL,
    "loaded_at" timestamptz NOT NULL,
    "run_id" text NOT NULL,
    PRIMARY KEY ("table_name", "partition")
);
COMMENT ON TABLE catalogue.load IS 'What was last loaded of a table''s partition.';
COMMENT ON COLUMN catalogue.load."table_name" IS 'Which table';
COMMENT ON COLUMN catalogue.load."partition" IS 'Which partition';
COMMENT ON COLUMN catalogue.load."data_version" IS 'Hash of the fact columns loaded';
COMMENT ON COLUMN catalogue.load."rows" IS 'Rows of the partition';
COMMENT ON COLUMN catalogue.load."changed" IS 'Rows inserted or updated by that load';
COMMENT ON COLUMN catalogue.load."deleted" IS 'Rows deleted by that load';
COMMENT ON COLUMN catalogue.load."loaded_at" IS 'The run''s clock';
COMMENT ON COLUMN catalogue.load."run_id" IS 'The run that loaded it';

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

CREATE SCHEMA IF NOT EXISTS events;

CREATE TABLE events.title_change (
    "seq" bigint NOT NULL,
    "entity" text NOT NULL,
    "title_id" text NOT NULL,
    "version" bigint NOT NULL,
    "changed_at" timestamptz NOT NULL,
    "run_id" text NOT NULL,
    "fields" jsonb NOT NULL,
    PRIMARY KEY ("seq")
);
CREATE INDEX title_change_entity_title_id_version_idx ON events.title_change USING btree ("entity", "title_id", "version");
COMMENT ON TABLE events.title_change IS 'One change of one title''s rows of one entity, in commit order.';
COMMENT ON COLUMN events.title_change."seq" IS 'Drawn under a lock held to commit, so order of seq = order of commit';
COMMENT ON COLUMN events.title_change."entity" IS 'title, score, offer, redirect or dna';
COMMENT ON COLUMN events.title_change."title_id" IS 'Whose rows';
COMMENT ON COLUMN events.title_change."version" IS '1, 2, 3 … per entity and title, without gaps; genesis is 0';
COMMENT ON COLUMN events.title_change."changed_at" IS 'The run''s clock';
COMMENT ON COLUMN events.title_change."run_id" IS 'The run that loaded it';
COMMENT ON COLUMN events.title_change."fields" IS 'row key -> {old, new}: rows as JSON, null where there is none';

CREATE TABLE events.genesis (
    "entity" text NOT NULL,
    "partition" text NOT NULL,
    "uri" text NOT NULL,
    "rows" bigint NOT NULL,
    "sha256" text NOT NULL,
    "taken_at" timestamptz NOT NULL,
    PRIMARY KEY ("entity", "partition")
);
COMMENT ON TABLE events.genesis IS 'Where the first load of an entity''s partition is kept whole: state before seq 1.';
COMMENT ON COLUMN events.genesis."entity" IS 'title, score, offer, redirect or dna';
COMMENT ON COLUMN events.genesis."partition" IS 'The partition loaded';
COMMENT ON COLUMN events.genesis."uri" IS 'Parquet file in the lake';
COMMENT ON COLUMN events.genesis."rows" IS 'Rows in it';
COMMENT ON COLUMN events.genesis."sha256" IS 'Hash of the file';
COMMENT ON COLUMN events.genesis."taken_at" IS 'The run''s clock';

CREATE TABLE events.follower (
    "consumer" text NOT NULL,
    "seq" bigint NOT NULL,
    "moved_at" timestamptz NOT NULL,
    PRIMARY KEY ("consumer")
);
COMMENT ON TABLE events.follower IS 'How far a consumer of the change log has read.';
COMMENT ON COLUMN events.follower."consumer" IS 'Its name';
COMMENT ON COLUMN events.follower."seq" IS 'Last seq it has dealt with';
COMMENT ON COLUMN events.follower."moved_at" IS 'When it said so';

CREATE SCHEMA IF NOT EXISTS app;

CREATE TABLE app.title_view (
    "view_id" bigint GENERATED ALWAYS AS IDENTITY,
    "title_id" text NOT NULL,
    "reason" text NOT NULL,
    "viewed_at" timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY ("view_id")
);
CREATE INDEX title_view_viewed_at_idx ON app.title_view USING btree ("viewed_at");
COMMENT ON TABLE app.title_view IS 'Somebody looked at a title.';
COMMENT ON COLUMN app.title_view."view_id" IS 'Drawn by the database';
COMMENT ON COLUMN app.title_view."title_id" IS 'Which title';
COMMENT ON COLUMN app.title_view."reason" IS 'details, or top search result';
COMMENT ON COLUMN app.title_view."viewed_at" IS 'When';

CREATE TABLE app.title_request (
    "request_id" bigint GENERATED ALWAYS AS IDENTITY,
    "source" text NOT NULL,
    "source_id" text,
    "title" text,
    "year" bigint,
    "requested_at" timestamptz NOT NULL DEFAULT now(),
    "kind" text,
    PRIMARY KEY ("request_id")
);
CREATE UNIQUE INDEX title_request_source_source_id_idx ON app.title_request USING btree ("source", "source_id");
COMMENT ON TABLE app.title_request IS 'Somebody wants a title taken in.';
COMMENT ON COLUMN app.title_request."request_id" IS 'Drawn by the database';
COMMENT ON COLUMN app.title_request."source" IS 'Where it was met';
COMMENT ON COLUMN app.title_request."source_id" IS 'Its id there';
COMMENT ON COLUMN app.title_request."title" IS 'Its name there';
COMMENT ON COLUMN app.title_request."year" IS 'Its year there';
COMMENT ON COLUMN app.title_request."requested_at" IS 'When';
COMMENT ON COLUMN app.title_request."kind" IS 'movie or tv, where it was said';

CREATE TABLE app.user_title (
    "user_id" text NOT NULL,
    "title_id" text NOT NULL,
    "wanted" boolean NOT NULL,
    "seen" boolean NOT NULL,
    "rating" double precision,
    "changed_at" timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY ("user_id", "title_id")
);
COMMENT ON TABLE app.user_title IS 'What a person thinks of a title.';
COMMENT ON COLUMN app.user_title."user_id" IS 'The person';
COMMENT ON COLUMN app.user_title."title_id" IS 'The title';
COMMENT ON COLUMN app.user_title."wanted" IS 'On the list to see';
COMMENT ON COLUMN app.user_title."seen" IS 'Already seen';
COMMENT ON COLUMN app.user_title."rating" IS '0 to 10';
COMMENT ON COLUMN app.user_title."changed_at" IS 'When they said so';

CREATE TABLE app.link_decision (
    "title_id" text NOT NULL,
    "source" text NOT NULL,
    "source_id" text NOT NULL,
    "accepted" boolean NOT NULL,
    "decided_by" text NOT NULL,
    "decided_at" timestamptz NOT NULL DEFAULT now(),
    "decision_id" bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY ("decision_id")
);
CREATE INDEX link_decision_title_id_source_source_id_idx ON app.link_decision USING btree ("title_id", "source", "source_id");
COMMENT ON TABLE app.link_decision IS 'A person''s word on a pair of the crosswalk: it wins, and it lasts until the next one.';
COMMENT ON COLUMN app.link_decision."title_id" IS 'The title';
COMMENT ON COLUMN app.link_decision."source" IS 'Whose record';
COMMENT ON COLUMN app.link_decision."source_id" IS 'Which record';
COMMENT ON COLUMN app.link_decision."accepted" IS 'One title, or not';
COMMENT ON COLUMN app.link_decision."decided_by" IS 'Who said so';
COMMENT ON COLUMN app.link_decision."decided_at" IS 'When';
COMMENT ON COLUMN app.link_decision."decision_id" IS 'Drawn by the database; the newest word on a pair counts';

CREATE TABLE app.hot_title (
    "title_id" text NOT NULL,
    "reason" text NOT NULL,
    "wanted_at" timestamptz NOT NULL DEFAULT now(),
    "done_at" timestamptz,
    "run_key" text,
    PRIMARY KEY ("title_id")
);
COMMENT ON TABLE app.hot_title IS 'A title the popular lane wants now.';
COMMENT ON COLUMN app.hot_title."title_id" IS 'The title';
COMMENT ON COLUMN app.hot_title."reason" IS 'viewed, jump, trending, popular or asked';
COMMENT ON COLUMN app.hot_title."wanted_at" IS 'When the lane was told';
COMMENT ON COLUMN app.hot_title."done_at" IS 'When its run ended';
COMMENT ON COLUMN app.hot_title."run_key" IS 'Which run it is in; each titles'' run has a key of its own';
