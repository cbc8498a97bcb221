-- The popular lane notes which run a title is in and when that ended.

ALTER TABLE app.hot_title ADD COLUMN "run_key" text;
COMMENT ON COLUMN app.hot_title."reason" IS 'viewed, jump, trending, popular or asked';
COMMENT ON COLUMN app.hot_title."done_at" IS 'When its run ended';
COMMENT ON COLUMN app.hot_title."run_key" IS 'Which run it is in; each titles'' run has a key of its own';
GRANT UPDATE ON app.hot_title TO movie_app;
