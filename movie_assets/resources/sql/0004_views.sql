-- What discovery filters by, the functions apps call (schema api), and the rules of the merge.

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
    row_hash text NOT NULL,
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

DROP INDEX catalogue.title_popularity_popularity_idx;
CREATE INDEX title_popularity_popularity_title_id_idx ON catalogue.title_popularity USING btree ("popularity", "title_id");

-- -- discovery ------------------------------------------------------------------------------------

CREATE FUNCTION catalogue.facet_code(words text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ('x' || substr(md5(words), 1, 15))::bit(60)::bigint $$;
COMMENT ON FUNCTION catalogue.facet_code IS 'A facet''s number, as title_facet holds it.';

CREATE TYPE catalogue.discover_filter AS (
    min_year bigint, max_year bigint, min_score double precision,
    max_score double precision, min_votes bigint,
    all_facets bigint[], no_facets bigint[], genre_any bigint[], keyword_any bigint[],
    country_any bigint[], language_any bigint[], certification_any bigint[], offer_any bigint[],
    all_people bigint[], no_people bigint[], cast_any bigint[], crew_any bigint[]
);
COMMENT ON TYPE catalogue.discover_filter IS 'The filters of api.discover, checked and in numbers.';

CREATE FUNCTION catalogue.discover_check(filters jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    listed text[] := '{genres,keywords,cast,crew,countries,languages}';
    unknown text;
BEGIN
    SELECT string_agg(name, ', ' ORDER BY name) INTO unknown FROM (
        SELECT jsonb_object_keys(filters) AS name
        EXCEPT SELECT unnest(listed || '{kind,min_year,max_year,min_score,max_score,min_votes}')
        EXCEPT SELECT unnest('{certifications,streaming}'::text[])
        UNION ALL
        SELECT filter.key || '.' || part
        FROM jsonb_each(filters) AS filter, jsonb_object_keys(filter.value) AS part
        WHERE jsonb_typeof(filter.value) = 'object' AND NOT part = ANY (
            CASE WHEN filter.key = 'streaming' THEN '{country,providers,types}'::text[]
                 WHEN filter.key = 'certifications' THEN '{country,any,without}'
                 WHEN filter.key = ANY (listed) THEN '{any,all,without}' ELSE '{}' END)
        UNION ALL
        SELECT filter.key || ' as ' || jsonb_typeof(filter.value) FROM jsonb_each(filters) AS filter
        WHERE filter.key = ANY (listed) AND jsonb_typeof(filter.value) NOT IN ('array', 'object')
    ) AS stray;
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'api.discover has no filter %', unknown USING ERRCODE = '22023';
    END IF;
    IF (filters ? 'streaming' AND filters -> 'streaming' ->> 'country' IS NULL)
        OR (filters ? 'certifications' AND filters -> 'certifications' ->> 'country' IS NULL) THEN
        RAISE EXCEPTION 'streaming and certifications are by country: say which'
            USING ERRCODE = '22023';
    END IF;
END $$;
COMMENT ON FUNCTION catalogue.discover_check IS 'Refuses filters nobody would look at.';

CREATE FUNCTION catalogue.facet_codes(filters jsonb, filter text, how text, facet text)
RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(catalogue.facet_code(facet || ':' || wanted))
    FROM jsonb_array_elements_text(
        CASE jsonb_typeof(filters -> filter)
            WHEN 'array' THEN CASE WHEN how = 'any' THEN filters -> filter END
            ELSE filters -> filter -> how END
    ) AS wanted
$$;
COMMENT ON FUNCTION catalogue.facet_codes IS
    'Numbers of one filter''s values; a list without any, all or without means any.';

CREATE FUNCTION catalogue.crew_codes(filters jsonb, how text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF how = 'all' AND EXISTS (
        SELECT FROM jsonb_array_elements_text(filters -> 'crew' -> 'all') AS wanted
        WHERE strpos(wanted, ':') = 0
    ) THEN
        RAISE EXCEPTION 'crew.all needs the role of each: director:person/525'
            USING ERRCODE = '22023';
    END IF;
    RETURN (
        SELECT array_agg(catalogue.facet_code('crew:' || role || wanted))
        FROM jsonb_array_elements_text(
            CASE jsonb_typeof(filters -> 'crew')
                WHEN 'array' THEN CASE WHEN how = 'any' THEN filters -> 'crew' END
                ELSE filters -> 'crew' -> how END
        ) AS wanted
        CROSS JOIN LATERAL unnest(CASE WHEN strpos(wanted, ':') > 0 THEN '{""}'::text[]
            ELSE '{director:,creator:,writer:,composer:,cinematographer:}' END) AS role
    );
END $$;
COMMENT ON FUNCTION catalogue.crew_codes IS
    'Numbers of people of the crew: director:person/525, or person/525 for any role.';

CREATE FUNCTION catalogue.offer_codes(wanted jsonb) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(catalogue.facet_code(
        concat_ws(':', 'offer', wanted ->> 'country', nullif(provider, ''), type)))
    FROM jsonb_array_elements_text(
        CASE WHEN jsonb_array_length(wanted -> 'providers') > 0 THEN wanted -> 'providers'
            ELSE '[""]' END) AS provider
    CROSS JOIN jsonb_array_elements_text(
        CASE WHEN jsonb_array_length(wanted -> 'types') > 0 THEN wanted -> 'types'
            ELSE '["flatrate", "free", "ads", "rent", "buy"]' END) AS type
    WHERE wanted IS NOT NULL
$$;
COMMENT ON FUNCTION catalogue.offer_codes IS
    'Numbers of {country, providers, types}; no providers or no types means any.';

CREATE FUNCTION catalogue.discover_filter_of(filters jsonb) RETURNS catalogue.discover_filter
LANGUAGE plpgsql STABLE AS $$
DECLARE
    f catalogue.discover_filter;
    rated text := concat('certification:', filters -> 'certifications' ->> 'country');
BEGIN
    PERFORM catalogue.discover_check(filters);
    f.min_year := filters ->> 'min_year';
    f.max_year := filters ->> 'max_year';
    f.min_score := filters ->> 'min_score';
    f.max_score := filters ->> 'max_score';
    f.min_votes := filters ->> 'min_votes';
    f.genre_any := catalogue.facet_codes(filters, 'genres', 'any', 'genre');
    f.keyword_any := catalogue.facet_codes(filters, 'keywords', 'any', 'keyword');
    f.country_any := catalogue.facet_codes(filters, 'countries', 'any', 'country');
    f.language_any := catalogue.facet_codes(filters, 'languages', 'any', 'language');
    f.certification_any := catalogue.facet_codes(filters, 'certifications', 'any', rated);
    f.all_facets := CASE WHEN filters ->> 'kind' IS NOT NULL
            THEN ARRAY[catalogue.facet_code('kind:' || (filters ->> 'kind'))] END
        || catalogue.facet_codes(filters, 'genres', 'all', 'genre')
        || catalogue.facet_codes(filters, 'keywords', 'all', 'keyword')
        || catalogue.facet_codes(filters, 'countries', 'all', 'country')
        || catalogue.facet_codes(filters, 'languages', 'all', 'language');
    f.no_facets := catalogue.facet_codes(filters, 'genres', 'without', 'genre')
        || catalogue.facet_codes(filters, 'keywords', 'without', 'keyword')
        || catalogue.facet_codes(filters, 'countries', 'without', 'country')
        || catalogue.facet_codes(filters, 'languages', 'without', 'language')
        || catalogue.facet_codes(filters, 'certifications', 'without', rated);
    f.cast_any := catalogue.facet_codes(filters, 'cast', 'any', 'cast');
    f.crew_any := catalogue.crew_codes(filters, 'any');
    f.all_people := catalogue.facet_codes(filters, 'cast', 'all', 'cast')
        || catalogue.crew_codes(filters, 'all');
    f.no_people := catalogue.facet_codes(filters, 'cast', 'without', 'cast')
        || catalogue.crew_codes(filters, 'without');
    f.offer_any := catalogue.offer_codes(filters -> 'streaming');
    RETURN f;
END $$;
COMMENT ON FUNCTION catalogue.discover_filter_of IS
    'Reads and checks the filters of api.discover.';

CREATE FUNCTION catalogue.discover_where(f catalogue.discover_filter, walking boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    -- Text of ours only; what was asked for stays in $1. IS TRUE keeps a test away from indexes:
    -- a walk tests the rows it meets.
    SELECT coalesce(string_agg(CASE WHEN walking THEN '(' || test || ') IS TRUE' ELSE test END,
                               ' AND ' ORDER BY place), 'true')
    FROM (VALUES
        (2, f.min_year IS NOT NULL, 'facet.year >= ($1).min_year'),
        (3, f.max_year IS NOT NULL, 'facet.year <= ($1).max_year'),
        (4, f.min_score IS NOT NULL, 'facet.overall >= ($1).min_score'),
        (5, f.max_score IS NOT NULL, 'facet.overall <= ($1).max_score'),
        (6, f.min_votes IS NOT NULL, 'facet.votes >= ($1).min_votes'),
        (7, f.all_facets IS NOT NULL, 'facet.facets @> ($1).all_facets'),
        (8, f.language_any IS NOT NULL, 'facet.facets && ($1).language_any'),
        (9, f.genre_any IS NOT NULL, 'facet.facets && ($1).genre_any'),
        (10, f.keyword_any IS NOT NULL, 'facet.facets && ($1).keyword_any'),
        (11, f.country_any IS NOT NULL, 'facet.facets && ($1).country_any'),
        (12, f.certification_any IS NOT NULL, 'facet.facets && ($1).certification_any'),
        (13, f.all_people IS NOT NULL, 'facet.people @> ($1).all_people'),
        (14, f.cast_any IS NOT NULL, 'facet.people && ($1).cast_any'),
        (15, f.crew_any IS NOT NULL, 'facet.people && ($1).crew_any'),
        (16, f.no_facets IS NOT NULL, 'NOT facet.facets && ($1).no_facets'),
        (17, f.no_people IS NOT NULL, 'NOT facet.people && ($1).no_people'),
        (18, f.offer_any IS NOT NULL, 'facet.facets && ($1).offer_any')
    ) AS known (place, is_asked, test)
    WHERE is_asked
$$;
COMMENT ON FUNCTION catalogue.discover_where IS
    'The tests of a filter as SQL over `facet`, its values in $1.';

CREATE FUNCTION catalogue.discover_stands() RETURNS text LANGUAGE sql IMMUTABLE AS $$
    -- A look by key for each title that passes; NOT EXISTS would be planned as a join of all.
    SELECT '(SELECT true FROM catalogue.title_redirect AS moved
             WHERE moved.from_title_id = facet.title_id LIMIT 1) IS NULL'
$$;
COMMENT ON FUNCTION catalogue.discover_stands IS 'SQL test of `facet`: its id did not give way.';

CREATE FUNCTION catalogue.discover_domain(f catalogue.discover_filter, sorting text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    -- A walk begins and ends where its own key does.
    SELECT CASE sorting
        WHEN 'popularity' THEN
            'SELECT title_id, popularity FROM catalogue.title_popularity AS facet'
        WHEN 'overall' THEN
            'SELECT * FROM catalogue.title_facet AS facet WHERE overall IS NOT NULL'
            || CASE WHEN f.min_score IS NULL THEN '' ELSE ' AND overall >= ($1).min_score' END
            || CASE WHEN f.max_score IS NULL THEN '' ELSE ' AND overall <= ($1).max_score' END
        ELSE
            'SELECT * FROM catalogue.title_facet AS facet WHERE year IS NOT NULL'
            || CASE WHEN f.min_year IS NULL THEN '' ELSE ' AND year >= ($1).min_year' END
            || CASE WHEN f.max_year IS NULL THEN '' ELSE ' AND year <= ($1).max_year' END
    END
$$;
COMMENT ON FUNCTION catalogue.discover_domain IS 'SQL of all rows a walk may meet.';

CREATE FUNCTION catalogue.discover_walk(
    f catalogue.discover_filter, sorting text, direction text, wanted bigint, steps bigint
) RETURNS text[] LANGUAGE plpgsql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    met text[];
BEGIN
    EXECUTE format(
        'SELECT ARRAY(SELECT facet.title_id FROM (%1$s ORDER BY %2$s LIMIT $3) AS %3$s
         WHERE %4$s AND %5$s ORDER BY %2$s LIMIT $2)',
        catalogue.discover_domain(f, sorting),
        catalogue.discover_order(sorting, direction),
        CASE WHEN sorting = 'popularity'
            THEN 'step JOIN catalogue.title_facet AS facet USING (title_id)' ELSE 'facet' END,
        catalogue.discover_where(f, true),
        catalogue.discover_stands()
    ) INTO met USING f, wanted, steps;
    RETURN met;
END $$;
COMMENT ON FUNCTION catalogue.discover_walk IS
    'The first titles that pass, met one by one in the order asked for, some steps long.';

CREATE FUNCTION catalogue.discover_plan(
    query text, f catalogue.discover_filter, OUT passing numeric, OUT cost numeric
) LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan USING f;
    passing := plan -> 0 -> 'Plan' ->> 'Plan Rows';
    cost := plan -> 0 -> 'Plan' ->> 'Total Cost';
END $$;
COMMENT ON FUNCTION catalogue.discover_plan IS
    'Rows and cost Postgres expects of a query, from its statistics of every facet.';

CREATE FUNCTION catalogue.discover_order(sorting text, direction text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(key || ' ' || direction, ', ') FROM unnest(CASE sorting
        WHEN 'popularity' THEN '{popularity,title_id}'::text[]
        WHEN 'overall' THEN '{overall,title_id}'
        ELSE '{year,release_date,title_id}' END) AS key
$$;
COMMENT ON FUNCTION catalogue.discover_order IS 'ORDER BY of one sort, as an index has it.';

CREATE FUNCTION catalogue.discover_found(f catalogue.discover_filter) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'SELECT facet.title_id, facet.overall, facet.year, facet.release_date
            FROM catalogue.title_facet AS facet WHERE ' || catalogue.discover_where(f, false)
$$;
COMMENT ON FUNCTION catalogue.discover_found IS 'SQL of all titles that pass, found by indexes.';

CREATE FUNCTION catalogue.discover_lookup(
    f catalogue.discover_filter, sorting text, direction text, wanted bigint,
    OUT ids text[], OUT total bigint
) LANGUAGE plpgsql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    EXECUTE format(
        'WITH found AS MATERIALIZED (%s AND %s)
         SELECT ARRAY(SELECT title_id FROM found %s ORDER BY %s LIMIT $2), count(*) FROM found',
        catalogue.discover_found(f), catalogue.discover_stands(),
        CASE WHEN sorting = 'popularity'
            THEN 'LEFT JOIN catalogue.title_popularity USING (title_id)' ELSE '' END,
        -- What has no value comes last whichever way; a walk never meets it.
        regexp_replace(catalogue.discover_order(sorting, direction), ',', ' NULLS LAST,')
    ) INTO ids, total USING f, wanted;
END $$;
COMMENT ON FUNCTION catalogue.discover_lookup IS
    'The first titles of all that pass, and how many those are.';

CREATE FUNCTION api.discover(
    filters jsonb DEFAULT '{}', sort text DEFAULT 'popularity desc', page integer DEFAULT 1,
    page_size integer DEFAULT 40
) RETURNS TABLE (
    title_id text, title text, year bigint, kind text, poster_path text,
    overall double precision, popularity double precision, total_estimate bigint
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER -- volatile only because EXPLAIN asks for it
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f catalogue.discover_filter := catalogue.discover_filter_of(coalesce(filters, '{}'));
    sorting text := split_part(sort, ' ', 1);
    direction text := coalesce(nullif(split_part(sort, ' ', 2), ''), 'desc');
    wanted bigint := page::bigint * page_size;
    ids text[];
    total bigint;
    lookup record;
    steps numeric;
BEGIN
    IF coalesce(sorting NOT IN ('popularity', 'overall', 'release_date')
        OR direction NOT IN ('asc', 'desc') OR split_part(sort, ' ', 3) <> '', true) THEN
        RAISE EXCEPTION 'sort is popularity, overall or release_date, then asc or desc; not %', sort
            USING ERRCODE = '22023';
    END IF;
    IF NOT coalesce(page >= 1 AND page_size BETWEEN 1 AND 100 AND wanted <= 10000, false) THEN
        RAISE EXCEPTION 'pages count from 1, have up to 100 titles and end at the 10,000th'
            USING ERRCODE = '22023';
    END IF;
    -- Two ways to a page: through the order until it is full, good for common filters, or all that
    -- pass by indexes, good for rare ones. A step of a walk takes about as long as a unit of cost;
    -- one that meets less than was to be expected is given up.
    lookup := catalogue.discover_plan(catalogue.discover_found(f), f);
    steps := wanted / greatest(lookup.passing, 1)
        * (catalogue.discover_plan(catalogue.discover_domain(f, sorting), f)).passing;
    total := lookup.passing;
    IF steps < lookup.cost THEN
        ids := catalogue.discover_walk(
            f, sorting, direction, wanted, least(3 * steps, lookup.cost)::bigint + 1000);
    END IF;
    IF coalesce(cardinality(ids), 0) < wanted THEN
        SELECT found.ids, found.total INTO ids, total
        FROM catalogue.discover_lookup(f, sorting, direction, wanted) AS found;
    END IF;
    RETURN QUERY
    SELECT shown.title_id, shown.title, shown.year, shown.kind, shown.poster_path,
           summary.overall, moved.popularity, total
    FROM unnest(ids[wanted - page_size + 1 :]) WITH ORDINALITY AS chosen (title_id, place)
    JOIN catalogue.title AS shown ON shown.title_id = chosen.title_id
    LEFT JOIN catalogue.title_score_summary AS summary ON summary.title_id = chosen.title_id
    LEFT JOIN catalogue.title_popularity AS moved ON moved.title_id = chosen.title_id
    ORDER BY chosen.place;
END $$;
COMMENT ON FUNCTION api.discover IS
    'A page of titles by filters: {"genres": {"any": ["Drama"], "without": ["War"]}, …}.';

-- -- one title ------------------------------------------------------------------------------------
-- Bodies name views that dbt makes later, so they are looked up when called.

CREATE FUNCTION api.title_details(title_id text, country text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT found.details FROM served.title_details AS found
        WHERE found.title_id = $1 AND found.country = $2
    );
END $$;
COMMENT ON FUNCTION api.title_details IS
    'served.title_details by title and country, planned once a connection; null for no such.';

CREATE FUNCTION api.scores_as_of(title_id text, moment timestamptz) RETURNS TABLE (
    publisher text, metric text, season bigint, episode bigint, value double precision,
    count bigint, source text, observed_at timestamptz, answer_id text
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of several who show one score its own publisher wins, then who counts most, as today.
    RETURN QUERY
    SELECT DISTINCT ON (seen.publisher, seen.metric, seen.season, seen.episode)
           seen.publisher, seen.metric, seen.season, seen.episode, seen.value, seen.count,
           seen.source, seen.observed_at, seen.answer_id
    FROM served.score_history AS seen
    WHERE seen.title_id = $1 AND seen.observed_at <= moment
      AND (seen.superseded_at IS NULL OR seen.superseded_at > moment)
      AND seen.value IS NOT NULL
    ORDER BY seen.publisher, seen.metric, seen.season, seen.episode,
             seen.publisher = seen.source DESC, seen.count DESC NULLS LAST, seen.source;
END $$;
COMMENT ON FUNCTION api.scores_as_of IS 'The scores of a title as they stood at a moment.';

CREATE FUNCTION api.popularity_as_of(title_id text, day date) RETURNS double precision
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT moved.popularity FROM served.popularity_history AS moved
        WHERE moved.title_id = $1 AND moved.day <= $2 ORDER BY moved.day DESC LIMIT 1
    );
END $$;
COMMENT ON FUNCTION api.popularity_as_of IS 'A title''s popularity on a day; null before the first.';

CREATE FUNCTION api.offers_as_of(title_id text, country text, moment timestamptz) RETURNS TABLE (
    provider_id bigint, provider text, type text, quality text, price double precision,
    currency text, url text, first_seen timestamptz, valid_from timestamptz, valid_to timestamptz
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT held.provider_id, held.provider, held.type, held.quality, held.price, held.currency,
           held.url, held.first_seen, held.valid_from, held.valid_to
    FROM served.streaming_offers_history AS held
    WHERE held.title_id = $1 AND held.country = $2 AND held.valid_from <= moment
      AND (held.valid_to IS NULL OR held.valid_to > moment)
    ORDER BY held.provider, held.provider_id, held.type, held.quality;
END $$;
COMMENT ON FUNCTION api.offers_as_of IS
    'Where a title could be watched in a country at a moment, and on which terms.';

-- Whoever reads the views may call what reads them; nobody else, and nothing below.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA api, catalogue FROM public;
GRANT USAGE ON SCHEMA api TO movie_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO movie_reader;
