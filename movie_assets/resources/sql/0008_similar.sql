-- Titles like others: which table holds an aspect's vectors, and the functions that look in it. What
-- is looked up stands in tables of the schema `vectors`, one an aspect, each row with what discovery
-- filters by beside its vector; `resources/vector_spaces.py` makes them and keeps them up to date.
-- Times are of a million vectors of 236 numbers.

CREATE SCHEMA vectors;
COMMENT ON SCHEMA vectors IS
    'Copies of catalogue.title_embedding and title_facet, arranged so that neighbours are found.';

CREATE TABLE catalogue.vector_space (
    "aspect" text NOT NULL,
    "model" text NOT NULL,
    "dims" bigint NOT NULL,
    "relation" text NOT NULL,
    "indexed" boolean NOT NULL,
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
COMMENT ON COLUMN catalogue.vector_space."indexed" IS 'Whether a graph leads to the nearest; small ones are read whole';
COMMENT ON COLUMN catalogue.vector_space."rows" IS 'Titles in it';
COMMENT ON COLUMN catalogue.vector_space."data_version" IS 'Of the vectors and facets it was made of';
COMMENT ON COLUMN catalogue.vector_space."built_at" IS 'The run''s clock when it was made or brought up to date';

-- Settings of pgvector can be part of a function only where pgvector is loaded.
SELECT '[1]'::public.halfvec;

-- -- the nearest of one aspect --------------------------------------------------------------------

CREATE FUNCTION catalogue.space_of(wanted text) RETURNS catalogue.vector_space
LANGUAGE plpgsql STABLE AS $$
DECLARE
    space catalogue.vector_space;
BEGIN
    SELECT * INTO space FROM catalogue.vector_space AS held WHERE held.aspect = wanted;
    IF space.aspect IS NULL THEN
        RAISE EXCEPTION 'there are no vectors of the aspect %; there are %', wanted,
            (SELECT coalesce(string_agg(held.aspect, ', ' ORDER BY held.aspect), 'none yet')
             FROM catalogue.vector_space AS held)
            USING ERRCODE = '22023';
    END IF;
    RETURN space;
END $$;
COMMENT ON FUNCTION catalogue.space_of IS 'Where the vectors of an aspect are.';

CREATE FUNCTION catalogue.taste(
    space catalogue.vector_space, seeds text[], weights double precision[]
) RETURNS public.halfvec LANGUAGE plpgsql STABLE AS $$
DECLARE
    found public.halfvec;
BEGIN
    EXECUTE format(
        'SELECT public.l2_normalize(public.sum(
             held.embedding * array_fill(seed.weight::real, ARRAY[$3])::public.halfvec))
         FROM unnest($1, $2) AS seed (title_id, weight)
         JOIN vectors.%I AS held USING (title_id)', space.relation
    ) INTO found USING seeds, weights, space.dims::int;
    RETURN found;
END $$;
COMMENT ON FUNCTION catalogue.taste IS
    'The direction some titles lie in, each with its weight; null where none has a vector.';

CREATE FUNCTION catalogue.nearest_of_all(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    known text[], wanted integer
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    -- + 0 keeps the sort away from the graph, which may miss some.
    RETURN QUERY EXECUTE format(
        'SELECT facet.title_id, 1 - ((facet.embedding <=> $2) + 0) AS similarity
         FROM vectors.%I AS facet WHERE %s AND facet.title_id <> ALL ($3)
         ORDER BY similarity DESC, facet.title_id LIMIT $4',
        space.relation, catalogue.discover_where(f, false)
    ) USING f, taste, known, wanted;
END $$;
COMMENT ON FUNCTION catalogue.nearest_of_all IS
    'The nearest of all titles that pass a filter: each is looked at.';

CREATE FUNCTION catalogue.nearest_by_graph(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    known text[], wanted integer
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET hnsw.iterative_scan = relaxed_order SET hnsw.ef_search = 100 AS $$
BEGIN
    -- Twice as many as wanted, then the nearest of them: what comes late may be nearer.
    RETURN QUERY EXECUTE format(
        'SELECT near.title_id, 1 - near.distance FROM (
             SELECT facet.title_id, facet.embedding <=> $2 AS distance
             FROM vectors.%I AS facet WHERE %s AND facet.title_id <> ALL ($3)
             ORDER BY facet.embedding <=> $2 LIMIT 2 * $4
         ) AS near ORDER BY near.distance, near.title_id LIMIT $4',
        space.relation, catalogue.discover_where(f, true)
    ) USING f, taste, known, wanted;
END $$;
COMMENT ON FUNCTION catalogue.nearest_by_graph IS
    'The nearest titles that pass a filter, met by going from neighbour to neighbour.';

CREATE FUNCTION catalogue.nearest(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    known text[], wanted integer
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    passing numeric := space.rows;
    met text[];
    likeness double precision[];
BEGIN
    -- Of few that pass each is looked at (1 µs a title), and always where no graph stands. The
    -- graph's way grows as fewer pass: of 100 it meets, about as many do as of all titles.
    IF space.indexed AND NOT f IS NULL THEN
        passing := (catalogue.discover_plan(format(
            'SELECT FROM vectors.%I AS facet WHERE %s',
            space.relation, catalogue.discover_where(f, false)), f)).passing;
    END IF;
    IF space.indexed AND passing > 10000 THEN
        SELECT array_agg(near.title_id), array_agg(near.similarity) INTO met, likeness
        FROM catalogue.nearest_by_graph(space, taste, f, known, wanted) AS near;
    END IF;
    IF coalesce(cardinality(met), 0) < wanted THEN
        RETURN QUERY SELECT * FROM catalogue.nearest_of_all(space, taste, f, known, wanted);
    ELSE
        RETURN QUERY SELECT * FROM unnest(met, likeness);
    END IF;
END $$;
COMMENT ON FUNCTION catalogue.nearest IS
    'The nearest titles that pass a filter, by whichever way is the shorter.';

CREATE FUNCTION catalogue.likeness(
    space catalogue.vector_space, taste public.halfvec, titles text[]
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT held.title_id, 1 - (held.embedding <=> $1)
         FROM unnest($2) AS asked (title_id) JOIN vectors.%I AS held USING (title_id)',
        space.relation
    ) USING taste, titles;
END $$;
COMMENT ON FUNCTION catalogue.likeness IS 'How near some titles are by one aspect.';

-- -- by several aspects ---------------------------------------------------------------------------

CREATE FUNCTION catalogue.current_ids(titles text[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT coalesce(moved.to_title_id, asked)), '{}')
    FROM unnest(titles) AS asked
    LEFT JOIN catalogue.title_redirect AS moved ON moved.from_title_id = asked
$$;
COMMENT ON FUNCTION catalogue.current_ids IS 'Ids as they are today, where some gave way.';

CREATE FUNCTION catalogue.alike(
    seeds text[], weights double precision[], emphasis jsonb, f catalogue.discover_filter,
    known text[], wanted integer
) RETURNS TABLE (title_id text, similarity double precision, aspects jsonb)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    space catalogue.vector_space;
    tastes jsonb := '{}';
    taste public.halfvec;
    met text[] := '{}';
    one record;
BEGIN
    IF coalesce(jsonb_typeof(emphasis) <> 'object' OR emphasis = '{}', true)
        OR EXISTS (SELECT FROM jsonb_each(emphasis) AS part
                   WHERE jsonb_typeof(part.value) <> 'number' OR part.value::float8 <= 0) THEN
        RAISE EXCEPTION 'emphasis is aspects with weights above 0, {"story": 2, "mood": 1}, not %',
            emphasis USING ERRCODE = '22023';
    END IF;
    -- Each aspect names its nearest, then every aspect has its say on all of them. With one aspect
    -- that is said already.
    FOR one IN SELECT key AS aspect FROM jsonb_each(emphasis) ORDER BY key LOOP
        space := catalogue.space_of(one.aspect);
        taste := catalogue.taste(space, seeds, weights);
        CONTINUE WHEN taste IS NULL;
        IF emphasis - one.aspect = '{}' THEN
            RETURN QUERY
            SELECT near.title_id, near.similarity,
                   jsonb_build_object(one.aspect, round(near.similarity::numeric, 3))
            FROM catalogue.nearest(space, taste, f, known, wanted) AS near;
            RETURN;
        END IF;
        tastes := tastes || jsonb_build_object(one.aspect, taste::text);
        met := met || ARRAY(SELECT near.title_id FROM catalogue.nearest(
            space, taste, f, known, greatest(100, 2 * wanted)) AS near);
    END LOOP;
    RETURN QUERY
    SELECT said.title_id,
           sum(said.similarity * weight) / (SELECT sum(part.value::float8)
                                            FROM jsonb_each(emphasis) AS part) AS total,
           jsonb_object_agg(said.aspect, round(said.similarity::numeric, 3))
    FROM (
        SELECT near.*, asked.key AS aspect, (emphasis ->> asked.key)::float8 AS weight
        FROM jsonb_each_text(tastes) AS asked, catalogue.likeness(
            catalogue.space_of(asked.key), asked.value::public.halfvec,
            ARRAY(SELECT DISTINCT unnest(met))) AS near
    ) AS said
    GROUP BY said.title_id ORDER BY total DESC, said.title_id LIMIT wanted;
END $$;
COMMENT ON FUNCTION catalogue.alike IS
    'Titles like some by aspects with weights, and by how much; an aspect a title lacks counts 0.';

CREATE FUNCTION catalogue.spread(
    titles text[], scores double precision[], diversity double precision, wanted integer
) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    n int := cardinality(titles);
    near double precision[];
    closest double precision[] := array_fill(0::float8, ARRAY[n]);
    taken int[] := '{}';
    best int;
BEGIN
    EXECUTE format(
        'SELECT array_agg(coalesce(1 - (mine.embedding <=> other.embedding), 0)
                          ORDER BY a.no, b.no)
         FROM unnest($1) WITH ORDINALITY AS a (title_id, no)
         CROSS JOIN unnest($1) WITH ORDINALITY AS b (title_id, no)
         LEFT JOIN vectors.%1$I AS mine ON mine.title_id = a.title_id
         LEFT JOIN vectors.%1$I AS other ON other.title_id = b.title_id',
        (catalogue.space_of('all')).relation
    ) INTO near USING titles;
    FOR step IN 1 .. least(wanted, n) LOOP
        SELECT i INTO best FROM generate_series(1, n) AS i WHERE i <> ALL (taken)
        ORDER BY (1 - diversity) * scores[i] - diversity * closest[i] DESC, i LIMIT 1;
        taken := taken || best;
        closest := ARRAY(SELECT greatest(closest[i], near[(best - 1) * n + i])
                         FROM generate_series(1, n) AS i ORDER BY i);
    END LOOP;
    RETURN ARRAY(SELECT titles[i] FROM unnest(taken) WITH ORDINALITY AS t (i, no) ORDER BY no);
END $$;
COMMENT ON FUNCTION catalogue.spread IS
    'A list that repeats itself less: each next title is good, and unlike those before it.';

CREATE FUNCTION catalogue.shared(seeds text[], title text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'tags', (
            SELECT jsonb_object_agg(category, labels) FROM (
                SELECT mine.category, jsonb_agg(DISTINCT mine.label) AS labels
                FROM catalogue.title_dna AS mine
                WHERE mine.title_id = title AND EXISTS (
                    SELECT FROM catalogue.title_dna AS theirs
                    WHERE theirs.title_id = ANY (seeds) AND theirs.category = mine.category
                      AND theirs.label = mine.label)
                GROUP BY mine.category
            ) AS by_category),
        'scores', (
            SELECT jsonb_object_agg(key, said) FROM (
                SELECT score.key, jsonb_build_array(max(theirs.value::float8), max(score.value::float8))
                           AS said
                FROM catalogue.title_fingerprint AS mine
                CROSS JOIN jsonb_each(mine.scores) AS score
                JOIN catalogue.title_fingerprint AS held ON held.title_id = ANY (seeds)
                CROSS JOIN jsonb_each(held.scores) AS theirs
                WHERE mine.title_id = title AND theirs.key = score.key
                  AND score.value::float8 >= 6 AND theirs.value::float8 >= 6
                GROUP BY score.key
            ) AS by_key),
        'genres', (
            SELECT jsonb_agg(DISTINCT genre)
            FROM catalogue.title AS mine, unnest(mine.genres) AS genre
            WHERE mine.title_id = title AND EXISTS (
                SELECT FROM catalogue.title AS held
                WHERE held.title_id = ANY (seeds) AND genre = ANY (held.genres))),
        'people', (
            SELECT jsonb_agg(DISTINCT person)
            FROM catalogue.title AS mine,
                 unnest(mine.directors || mine.cast_names[:10]) AS person
            WHERE mine.title_id = title AND EXISTS (
                SELECT FROM catalogue.title AS held
                WHERE held.title_id = ANY (seeds)
                  AND person = ANY (held.directors || held.cast_names[:10])))
    ))
$$;
COMMENT ON FUNCTION catalogue.shared IS
    'What a title has in common with others: tags, scores of 6 and more (theirs, its), genres, people.';

CREATE FUNCTION api.similar_titles(
    likes text[], dislikes text[] DEFAULT '{}', emphasis jsonb DEFAULT '{"all": 1}',
    filters jsonb DEFAULT '{}', without text[] DEFAULT '{}',
    diversity double precision DEFAULT 0, wanted integer DEFAULT 10,
    explained boolean DEFAULT true
) RETURNS TABLE (
    title_id text, title text, year bigint, kind text, poster_path text,
    similarity double precision, why jsonb
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER -- volatile only because EXPLAIN asks for it
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    liked text[] := catalogue.current_ids(likes);
    disliked text[] := catalogue.current_ids(dislikes);
    weights double precision[];
    met text[];
    scores double precision[];
    said jsonb[];
    chosen text[];
BEGIN
    IF NOT coalesce(wanted BETWEEN 1 AND 100 AND diversity BETWEEN 0 AND 1
                    AND cardinality(liked) BETWEEN 1 AND 500, false) THEN
        RAISE EXCEPTION 'ask with 1 to 500 liked titles for 1 to 100, at a diversity of 0 to 1'
            USING ERRCODE = '22023';
    END IF;
    -- What is disliked counts half: it says where not to look, less where to look.
    weights := array_fill(1.0 / cardinality(liked), ARRAY[cardinality(liked)])
        || array_fill(-0.5 / greatest(cardinality(disliked), 1), ARRAY[cardinality(disliked)]);
    SELECT array_agg(near.title_id ORDER BY near.similarity DESC, near.title_id),
           array_agg(near.similarity ORDER BY near.similarity DESC, near.title_id),
           array_agg(near.aspects ORDER BY near.similarity DESC, near.title_id)
    INTO met, scores, said
    FROM catalogue.alike(
        liked || disliked, weights, emphasis,
        catalogue.discover_filter_of(coalesce(filters, '{}')),
        liked || disliked || catalogue.current_ids(without),
        CASE WHEN diversity > 0 THEN 4 * wanted ELSE wanted END) AS near;
    IF met IS NULL THEN
        RETURN;
    END IF;
    chosen := CASE WHEN diversity > 0 THEN catalogue.spread(met, scores, diversity, wanted)
              ELSE met END;
    RETURN QUERY
    SELECT shown.title_id, shown.title, shown.year, shown.kind, shown.poster_path,
           scores[array_position(met, shown.title_id)],
           CASE WHEN explained THEN jsonb_build_object(
               'aspects', said[array_position(met, shown.title_id)]
           ) || catalogue.shared(liked, shown.title_id) END
    FROM unnest(chosen) WITH ORDINALITY AS picked (title_id, place)
    JOIN catalogue.title AS shown ON shown.title_id = picked.title_id
    ORDER BY picked.place;
END $$;
COMMENT ON FUNCTION api.similar_titles IS
    'Titles like some and unlike others, with why: emphasis {"story": 2, "mood": 1}, filters as of api.discover.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA api, catalogue FROM public;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO movie_reader;
