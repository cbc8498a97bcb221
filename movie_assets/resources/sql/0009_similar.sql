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

CREATE FUNCTION catalogue.nearest_by_gist(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    known text[], wanted integer, through bigint DEFAULT NULL
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    gist public.halfvec;
BEGIN
    EXECUTE format(
        'SELECT array_agg(-(axis.direction <#> $1) ORDER BY axis.no)::public.halfvec
         FROM vectors.%I AS axis', space.relation || '_axes') INTO gist USING taste;
    -- A gist stands in the row, the whole vector outside of it: 1 µs a title instead of 3.
    RETURN QUERY EXECUTE format(
        'SELECT near.title_id, 1 - (near.embedding <=> $2) AS similarity FROM (
             SELECT facet.title_id, facet.embedding FROM vectors.%I AS facet
             WHERE %s AND %s AND facet.title_id <> ALL ($3)
             ORDER BY (facet.gist <#> $5) + 0, facet.title_id LIMIT greatest(200, 20 * $4)
         ) AS near ORDER BY similarity DESC, near.title_id LIMIT $4',
        space.relation, catalogue.discover_where(f, false), catalogue.through(through)
    ) USING f, taste, known, wanted, gist;
END $$;
COMMENT ON FUNCTION catalogue.nearest_by_gist IS
    'The nearest of titles that pass a filter: all are looked at in short, the best in full.';

CREATE FUNCTION catalogue.through(facet bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN facet IS NULL THEN 'true'
        ELSE format('facet.facets @> ''{%s}''::bigint[]', facet) END
$$;
COMMENT ON FUNCTION catalogue.through IS 'SQL test of titles of one facet, as its graph has it.';

CREATE FUNCTION catalogue.nearest_by_graph(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    known text[], wanted integer, through bigint DEFAULT NULL
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql STABLE
SET jit = off SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET hnsw.iterative_scan = relaxed_order SET hnsw.ef_search = 200 AS $$
BEGIN
    -- Twice as many as wanted, then the nearest of them: what comes late may be nearer.
    RETURN QUERY EXECUTE format(
        'SELECT near.title_id, 1 - near.distance FROM (
             SELECT facet.title_id, facet.embedding <=> $2 AS distance
             FROM vectors.%I AS facet WHERE %s AND %s AND facet.title_id <> ALL ($3)
             ORDER BY facet.embedding <=> $2 LIMIT 2 * $4
         ) AS near ORDER BY near.distance, near.title_id LIMIT $4',
        space.relation, catalogue.discover_where(f, true), catalogue.through(through)
    ) USING f, taste, known, wanted;
END $$;
COMMENT ON FUNCTION catalogue.nearest_by_graph IS
    'The nearest titles that pass a filter, met by going from neighbour to neighbour.';

CREATE FUNCTION catalogue.ways(
    space catalogue.vector_space, f catalogue.discover_filter, seeds text[]
) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked bigint[] := coalesce(f.genre_any, ARRAY(
        SELECT code FROM unnest(f.all_facets) AS code WHERE code = ANY (space.graphs) LIMIT 1));
    own boolean;
BEGIN
    -- What is near a comedy is mostly comedy: among the nearest of one, war films are met late and
    -- few are found (of ten 7). They are near each other, though.
    EXECUTE format(
        'SELECT avg((held.facets && $1)::int) >= 0.5 FROM vectors.%I AS held
         WHERE held.title_id = ANY ($2)', space.relation) INTO own USING asked, seeds;
    RETURN CASE WHEN own OR asked = '{}' THEN ARRAY[NULL]::bigint[] ELSE asked END;
END $$;
COMMENT ON FUNCTION catalogue.ways IS
    'The graphs to look in: of each genre asked for, or, where the seeds are of them, that of all.';

CREATE FUNCTION catalogue.nearest(
    space catalogue.vector_space, taste public.halfvec, f catalogue.discover_filter,
    seeds text[], known text[], wanted integer
) RETURNS TABLE (title_id text, similarity double precision) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    passing numeric := space.rows;
    way bigint;
    met text[] := '{}';
    likeness double precision[] := '{}';
    one record;
BEGIN
    IF NOT space.indexed THEN
        RETURN QUERY SELECT * FROM catalogue.nearest_of_all(space, taste, f, known, wanted);
        RETURN;
    END IF;
    IF NOT f IS NULL THEN
        passing := (catalogue.discover_plan(format(
            'SELECT FROM vectors.%I AS facet WHERE %s',
            space.relation, catalogue.discover_where(f, false)), f)).passing;
    END IF;
    IF passing > 15000 THEN
        FOREACH way IN ARRAY catalogue.ways(space, f, seeds) LOOP
            IF way IS NULL OR way = ANY (space.graphs) THEN
                SELECT array_agg(n.title_id) AS met, array_agg(n.similarity) AS likeness INTO one
                FROM catalogue.nearest_by_graph(space, taste, f, known, wanted, way) AS n;
            ELSE
                SELECT array_agg(n.title_id) AS met, array_agg(n.similarity) AS likeness INTO one
                FROM catalogue.nearest_by_gist(space, taste, f, known, wanted, way) AS n;
            END IF;
            met := met || one.met;
            likeness := likeness || one.likeness;
        END LOOP;
        RETURN QUERY
        SELECT n.met, max(n.likeness) AS best FROM unnest(met, likeness) AS n (met, likeness)
        GROUP BY n.met ORDER BY best DESC, n.met LIMIT wanted;
        IF cardinality(met) >= wanted THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
    SELECT * FROM catalogue.nearest_by_gist(
        space, taste, f, known || met, wanted - cardinality(met));
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
            FROM catalogue.nearest(space, taste, f, seeds, known, wanted) AS near;
            RETURN;
        END IF;
        tastes := tastes || jsonb_build_object(one.aspect, taste::text);
        met := met || ARRAY(SELECT near.title_id FROM catalogue.nearest(
            space, taste, f, seeds, known, greatest(100, 2 * wanted)) AS near);
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

CREATE FUNCTION catalogue.shared(seeds text[], titles text[])
RETURNS TABLE (title_id text, why jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH tags AS (
        SELECT mine.title_id, mine.category, jsonb_agg(DISTINCT mine.label) AS labels
        FROM catalogue.title_dna AS mine
        WHERE mine.title_id = ANY (titles) AND (mine.category, mine.label) IN (
            SELECT theirs.category, theirs.label FROM catalogue.title_dna AS theirs
            WHERE theirs.title_id = ANY (seeds))
        GROUP BY mine.title_id, mine.category
    ), asked AS (
        SELECT score.key, max(score.value::float8) AS value
        FROM catalogue.title_fingerprint AS held, jsonb_each(held.scores) AS score
        WHERE held.title_id = ANY (seeds) AND score.value::float8 >= 6 GROUP BY score.key
    ), scores AS (
        SELECT mine.title_id, score.key, max(score.value::float8) AS value
        FROM catalogue.title_fingerprint AS mine, jsonb_each(mine.scores) AS score
        WHERE mine.title_id = ANY (titles) AND score.value::float8 >= 6
        GROUP BY mine.title_id, score.key
    ), known AS (
        SELECT array_agg(DISTINCT genre) AS genres, array_agg(DISTINCT person) AS people
        FROM catalogue.title AS held
        LEFT JOIN LATERAL unnest(held.genres) AS genre ON true
        LEFT JOIN LATERAL unnest(held.directors || held.cast_names[:10]) AS person ON true
        WHERE held.title_id = ANY (seeds)
    )
    SELECT shown.title_id, jsonb_strip_nulls(jsonb_build_object(
        'tags', (SELECT jsonb_object_agg(category, labels) FROM tags
                 WHERE tags.title_id = shown.title_id),
        'scores', (SELECT jsonb_object_agg(key, jsonb_build_array(asked.value, scores.value))
                   FROM scores JOIN asked USING (key) WHERE scores.title_id = shown.title_id),
        'genres', (SELECT jsonb_agg(genre ORDER BY genre) FROM unnest(shown.genres) AS genre
                   WHERE genre = ANY (known.genres)),
        'people', (SELECT jsonb_agg(DISTINCT person)
                   FROM unnest(shown.directors || shown.cast_names[:10]) AS person
                   WHERE person = ANY (known.people))))
    FROM known, catalogue.title AS shown WHERE shown.title_id = ANY (titles);
END $$;
COMMENT ON FUNCTION catalogue.shared IS
    'What titles have in common with some: tags, scores of 6 and more (theirs, its), genres, people.';

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
           jsonb_build_object('aspects', said[array_position(met, shown.title_id)]) || told.why
    FROM unnest(chosen) WITH ORDINALITY AS picked (title_id, place)
    JOIN catalogue.title AS shown ON shown.title_id = picked.title_id
    LEFT JOIN catalogue.shared(liked, CASE WHEN explained THEN chosen END) AS told
        ON told.title_id = picked.title_id
    ORDER BY picked.place;
END $$;
COMMENT ON FUNCTION api.similar_titles IS
    'Titles like some and unlike others, with why: emphasis {"story": 2, "mood": 1}, filters as of api.discover.';

-- -- by tags --------------------------------------------------------------------------------------

CREATE FUNCTION catalogue.labels_meant(tag text) RETURNS TABLE (category text, label text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked text := nullif(split_part(tag, '/', 2), '');
BEGIN
    RETURN QUERY
    SELECT DISTINCT held.category, held.label FROM catalogue.title_dna AS held
    WHERE held.label = coalesce(asked, tag)
      AND (asked IS NULL OR held.category = split_part(tag, '/', 1))
    UNION
    SELECT near.category, near.label
    FROM catalogue.dna_value AS held JOIN catalogue.dna_value AS near USING (category, cluster)
    WHERE held.label = coalesce(asked, tag)
      AND (asked IS NULL OR held.category = split_part(tag, '/', 1));
END $$;
COMMENT ON FUNCTION catalogue.labels_meant IS
    'What a tag stands for: mood/melancholic, or melancholic in any category, and near tags.';

CREATE FUNCTION api.titles_by_tags(
    any_of text[] DEFAULT '{}', all_of text[] DEFAULT '{}', none_of text[] DEFAULT '{}',
    filters jsonb DEFAULT '{}', wanted integer DEFAULT 40
) RETURNS TABLE (
    title_id text, title text, year bigint, kind text, poster_path text,
    strength double precision, tags jsonb, popularity double precision
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f catalogue.discover_filter := catalogue.discover_filter_of(coalesce(filters, '{}'));
    every integer := (SELECT count(DISTINCT tag) FROM unnest(all_of) AS tag);
BEGIN
    IF NOT coalesce(wanted BETWEEN 1 AND 1000 AND cardinality(any_of) + every > 0
                    AND cardinality(any_of || all_of || none_of) <= 100, false) THEN
        RAISE EXCEPTION 'ask for 1 to 1,000 titles by up to 100 tags, one of them wanted'
            USING ERRCODE = '22023';
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH asked AS (
             SELECT how, tag, meant.category, meant.label
             FROM (SELECT DISTINCT ''any'' AS how, unnest($2) AS tag
                   UNION SELECT ''all'', unnest($3) UNION SELECT ''none'', unnest($4)) AS said,
                  LATERAL catalogue.labels_meant(tag) AS meant
         ), told AS (
             SELECT held.title_id, asked.how, asked.tag, max(held.confidence) AS confidence,
                    jsonb_agg(DISTINCT held.category || ''/'' || held.label) AS labels
             FROM catalogue.title_dna AS held JOIN asked USING (category, label)
             GROUP BY held.title_id, asked.how, asked.tag
         ), passing AS (
             SELECT told.title_id, sum(told.confidence) AS strength,
                    jsonb_object_agg(told.tag, told.labels) AS tags
             FROM told GROUP BY told.title_id
             HAVING count(*) FILTER (WHERE how = ''all'') = $5
                AND ($2 = ''{}'' OR count(*) FILTER (WHERE how = ''any'') > 0)
                AND count(*) FILTER (WHERE how = ''none'') = 0
         )
         SELECT shown.title_id, shown.title, shown.year, shown.kind, shown.poster_path,
                passing.strength, passing.tags, moved.popularity
         FROM passing
         JOIN catalogue.title_facet AS facet ON facet.title_id = passing.title_id AND %s AND %s
         JOIN catalogue.title AS shown ON shown.title_id = passing.title_id
         LEFT JOIN catalogue.title_popularity AS moved ON moved.title_id = passing.title_id
         ORDER BY passing.strength DESC, moved.popularity DESC NULLS LAST, shown.title_id LIMIT $6',
        catalogue.discover_where(f, true), catalogue.discover_stands()
    ) USING f, any_of, all_of, none_of, every, wanted;
END $$;
COMMENT ON FUNCTION api.titles_by_tags IS
    'Titles with any, all and none of some tags (mood/melancholic, or the label alone), surest first.';

-- -- for a person ---------------------------------------------------------------------------------

GRANT UPDATE ON app.user_title TO movie_app;  -- people change their minds

CREATE FUNCTION catalogue.opinions(person text, likes text[], dislikes text[])
RETURNS TABLE (title_id text, weight double precision) LANGUAGE sql STABLE AS $$
    -- As `dna/recommend.py` weighs ratings of 0.5 to 5; a wish and a film merely seen count as fair.
    SELECT coalesce(moved.to_title_id, said.title_id), (array_agg(said.weight ORDER BY place))[1]
    FROM (
        SELECT unnest(likes) AS title_id, 1.0 AS weight, 1 AS place
        UNION ALL SELECT unnest(dislikes), -0.5, 2
        UNION ALL
        SELECT held.title_id, CASE WHEN held.rating >= 8 THEN 1.0 WHEN held.rating < 6 THEN -0.3
                              ELSE 0.3 END, 3
        FROM app.user_title AS held WHERE held.user_id = person
    ) AS said
    LEFT JOIN catalogue.title_redirect AS moved ON moved.from_title_id = said.title_id
    GROUP BY 1
$$;
COMMENT ON FUNCTION catalogue.opinions IS
    'What a person has said of titles, by their ids of today: -0.5 to 1.';

CREATE FUNCTION catalogue.typical(space catalogue.vector_space, taste public.halfvec)
RETURNS TABLE (signal text, mean double precision, spread double precision)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    share double precision := least(100, 2e5 / greatest(space.rows, 1));  -- some 2,000 titles
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT said.signal, coalesce(avg(said.value), 0),
                coalesce(nullif(stddev_pop(said.value), 0), 1)
         FROM (SELECT 1 - (held.embedding <=> $1) AS content,
                      ln(1 + api.popularity_of(held.title_id)) AS popularity
               FROM vectors.%I AS held TABLESAMPLE SYSTEM ($2) REPEATABLE (0)) AS one,
              LATERAL (VALUES (''content'', content), (''popularity'', popularity))
                  AS said (signal, value) GROUP BY said.signal', space.relation
    ) USING taste, share;
END $$;
COMMENT ON FUNCTION catalogue.typical IS
    'How like a taste, and how popular, titles are in general: what signals are measured against.';

CREATE FUNCTION catalogue.because(
    space catalogue.vector_space, liked text[], titles text[]
) RETURNS TABLE (title_id text, because jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT near.title_id, jsonb_agg(jsonb_build_object(''title_id'', near.seed, ''title'',
                    (SELECT title FROM catalogue.title AS t WHERE t.title_id = near.seed),
                    ''similarity'', round(near.similarity::numeric, 3)) ORDER BY near.place)
         FROM (SELECT hit.title_id, seed.title_id AS seed,
                      1 - (hit.embedding <=> seed.embedding) AS similarity,
                      row_number() OVER (PARTITION BY hit.title_id ORDER BY
                          hit.embedding <=> seed.embedding, seed.title_id) AS place
               FROM vectors.%1$I AS hit, vectors.%1$I AS seed
               WHERE hit.title_id = ANY ($2) AND seed.title_id = ANY ($1)) AS near
         WHERE near.place <= 3 GROUP BY near.title_id', space.relation
    ) USING liked, titles;
END $$;
COMMENT ON FUNCTION catalogue.because IS 'The three liked titles each title is nearest to.';

CREATE FUNCTION catalogue.ranked(
    said text[], weights double precision[], filters jsonb, popularity double precision,
    wanted integer
) RETURNS TABLE (title_id text, score double precision, signals jsonb)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    space catalogue.vector_space := catalogue.space_of('all');
    taste public.halfvec := catalogue.taste(space, said, weights);
    f catalogue.discover_filter := catalogue.discover_filter_of(coalesce(filters, '{}'));
    theirs jsonb;
    candidates text[];
BEGIN
    EXECUTE format(
        'SELECT coalesce(jsonb_object_agg(other_id, weight), ''{}'') FROM (
             SELECT held.other_id, sum(held.weight * said.weight) AS weight
             FROM unnest($2, $3) AS said (title_id, weight)
             JOIN catalogue.title_affinity AS held USING (title_id)
             JOIN catalogue.title_facet AS facet ON facet.title_id = held.other_id
             WHERE held.other_id <> ALL ($2) AND %s AND %s
             GROUP BY held.other_id ORDER BY weight DESC LIMIT 300) AS found',
        catalogue.discover_where(f, true), catalogue.discover_stands()
    ) INTO theirs USING f, said, weights;
    candidates := ARRAY(
        SELECT near.title_id FROM catalogue.nearest(space, taste, f, said, said, 300) AS near
        UNION SELECT jsonb_object_keys(theirs)
        UNION SELECT page.title_id FROM (
            SELECT * FROM api.discover(filters, 'popularity desc', 1, 100)
            UNION ALL SELECT * FROM api.discover(filters, 'popularity desc', 2, 100)) AS page
        WHERE page.title_id <> ALL (said));
    -- Each signal in standard deviations, as `evaluate recommender` weighs them.
    RETURN QUERY
    WITH general AS MATERIALIZED (
        SELECT * FROM catalogue.typical(space, taste)
    ), rated AS (
        SELECT sqrt(nullif(sum(value::float8 ^ 2) / space.rows, 0)) AS spread
        FROM jsonb_each_text(theirs)
    ), one AS (
        SELECT candidate.title_id,
               coalesce((near.similarity - content.mean) / content.spread, 0) AS content,
               coalesce((theirs ->> candidate.title_id)::float8 / rated.spread, 0) AS others,
               (ln(1 + api.popularity_of(candidate.title_id)) - known.mean) / known.spread AS fame
        FROM unnest(candidates) AS candidate (title_id)
        LEFT JOIN catalogue.likeness(space, taste, candidates) AS near USING (title_id)
        CROSS JOIN rated
        JOIN general AS content ON content.signal = 'content'
        JOIN general AS known ON known.signal = 'popularity'
    )
    SELECT one.title_id,
           one.others + CASE WHEN theirs = '{}' THEN 1 ELSE 0.2 END * one.content
               + popularity * one.fame AS score,
           jsonb_build_object('content', round(one.content::numeric, 2),
                              'others', round(one.others::numeric, 2),
                              'popularity', round(one.fame::numeric, 2))
    FROM one ORDER BY score DESC, one.title_id LIMIT wanted;
END $$;
COMMENT ON FUNCTION catalogue.ranked IS
    'Titles by how well they fit what was said of others: content, other people''s ratings, a prior.';

CREATE FUNCTION api.recommend(
    person text DEFAULT NULL, likes text[] DEFAULT '{}', dislikes text[] DEFAULT '{}',
    filters jsonb DEFAULT '{}', popularity double precision DEFAULT 0.1,
    diversity double precision DEFAULT 0, wanted integer DEFAULT 20
) RETURNS TABLE (
    title_id text, title text, year bigint, kind text, poster_path text,
    score double precision, why jsonb
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER -- volatile only because EXPLAIN asks for it
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said text[];
    weights double precision[];
    liked text[];
    met text[];
    scores double precision[];
    signals jsonb[];
    chosen text[];
BEGIN
    IF NOT coalesce(wanted BETWEEN 1 AND 100 AND diversity BETWEEN 0 AND 1
                    AND popularity BETWEEN 0 AND 100, false) THEN
        RAISE EXCEPTION 'ask for 1 to 100 titles, at a diversity of 0 to 1 and a popularity of 0 to 100'
            USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(o.title_id ORDER BY o.title_id), array_agg(o.weight ORDER BY o.title_id),
           array_agg(o.title_id ORDER BY o.weight DESC, o.title_id) FILTER (WHERE o.weight > 0)
    INTO said, weights, liked FROM catalogue.opinions(person, likes, dislikes) AS o;
    IF liked IS NULL THEN
        RAISE EXCEPTION 'nothing is known of what % likes: name titles, or import ratings',
            coalesce(person, 'this person') USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(one.title_id ORDER BY one.score DESC, one.title_id),
           array_agg(one.score ORDER BY one.score DESC, one.title_id),
           array_agg(one.signals ORDER BY one.score DESC, one.title_id)
    INTO met, scores, signals
    FROM catalogue.ranked(said, weights, filters, popularity,
                          CASE WHEN diversity > 0 THEN 4 * wanted ELSE wanted END) AS one;
    chosen := CASE WHEN diversity > 0 AND met IS NOT NULL
              -- A score of ten spreads is as much as a likeness of one.
              THEN catalogue.spread(met, ARRAY(SELECT s / 10 FROM unnest(scores) AS s),
                                    diversity, wanted)
              ELSE met END;
    RETURN QUERY
    SELECT shown.title_id, shown.title, shown.year, shown.kind, shown.poster_path,
           scores[array_position(met, shown.title_id)],
           jsonb_strip_nulls(jsonb_build_object(
               'because', near.because, 'signals', signals[array_position(met, shown.title_id)]))
           || told.why
    FROM unnest(chosen) WITH ORDINALITY AS picked (title_id, place)
    JOIN catalogue.title AS shown ON shown.title_id = picked.title_id
    LEFT JOIN catalogue.because(catalogue.space_of('all'), liked[:200], chosen) AS near
        ON near.title_id = picked.title_id
    LEFT JOIN catalogue.shared(liked[:20], chosen) AS told ON told.title_id = picked.title_id
    ORDER BY picked.place;
END $$;
COMMENT ON FUNCTION api.recommend IS
    'Titles for a person of app.user_title, or by likes and dislikes, with reasons; never what they know.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA api, catalogue FROM public;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO movie_reader;
