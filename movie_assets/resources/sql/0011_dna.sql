-- The tags in use, counted and put into clusters, and the ledger of questions to a language model
-- get their tables.

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
