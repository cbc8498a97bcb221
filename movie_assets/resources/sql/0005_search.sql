-- Title search: what titles are found by, and the functions of the schema `api` that find them.
-- How names are folded is said twice, here and in `movie_assets/titles/folding.py`; a test holds
-- the two together. Times are of 1.2 million titles with 3 million names.

CREATE TABLE catalogue.title_search (
    "title_id" text NOT NULL,
    "kind" text NOT NULL,
    "year" bigint,
    "names" text[] NOT NULL,
    "folded" text NOT NULL,
    row_hash text NOT NULL,
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
    row_hash text NOT NULL,
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

CREATE FUNCTION api.fold(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT trim(regexp_replace(
        replace(replace(translate(translate(
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            replace(replace(replace(
                translate(lower(
                    CASE WHEN name ~ (E'[\u0700-\u109F\u135D-\u135F\u1700-\u1AAF\u1B00-\u1CFF'
                        || E'\uA66F-\uA6FF\uA800-\uABFF\U00010A00-\U00016FFF'
                        || E'\U0001BC00-\U0001EFFF]')
                    THEN normalize(name, NFC)
                    ELSE normalize(regexp_replace(
                        normalize(name, NFD),
                        E'[\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1-\u05C2'
                        || E'\u05C4-\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670'
                        || E'\u06D6-\u06DC\u06DF-\u06E4\u06E7-\u06E8\u06EA-\u06ED'
                        || E'\u1AB0-\u1ACE\u1DC0-\u1DFF\u20D0-\u20F0\u2CEF-\u2CF1\u2D7F'
                        || E'\u2DE0-\u2DFF\u302A-\u302F\u3099-\u309A\uFB1E\uFE00-\uFE0F'
                        || E'\uFE20-\uFE2F\U000101FD\U000102E0\U00010376-\U0001037A'
                        || E'\U000E0100-\U000E01EF]+',
                        '', 'g'
                    ), NFC) END
                ), 'øđłðıħŧςىیةک', 'odldihtσييهك'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ﬁ', 'fi'), 'ﬂ', 'fl'),
            '½', ' 1 2'), '¼', ' 1 4'), '¾', ' 3 4'), '⅓', ' 1 3'), '¹', ' 1'), '²', ' 2'),
            '³', ' 3'),
            '０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
            '0123456789abcdefghijklmnopqrstuvwxyz'
        ), '''`´ʻʼ‘’′', ''), '&', ' and '), '+', ' and '),
        E'[\u0001-\u001E\u0020-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4'
        || E'\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u02B0-\u02FF\u055A-\u055F\u0589-\u058A'
        || E'\u05BE\u05C0\u05C3\u05C6\u05F3-\u05F4\u060C\u061B-\u061F\u0640\u066A-\u066D'
        || E'\u06D4\u0964-\u0965\u2000-\u206F\u20A0-\u20CF\u2100-\u214F\u2190-\u245F'
        || E'\u2500-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D-\u303F\u30A0'
        || E'\u30FB\uFE10-\uFE1F\uFE30-\uFE6F\uFEFF\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40'
        || E'\uFF5B-\uFF65\uFFE0-\uFFFD\U0001F000-\U0001FAFF]+',
        ' ', 'g'
    ))
$$;
COMMENT ON FUNCTION api.fold(text) IS 'The words of a name as titles are found by them: lower case, plain letters, one space apart.';

-- Two words one typo apart share the half the typo is not in: one scan by beginning, one by end.
-- A word and each with one letter less would be nine million keys; these are two orders of one.
CREATE FUNCTION api.words_a_typo_away(word text) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    n int := length(word);
    half int := n / 2;
    beginning text := left(word, half);
    ending text := reverse(right(word, n - half));
    beyond text := chr(1114111);
BEGIN
    -- A letter too many, or two in the wrong order: the words meant can be written down.
    RETURN QUERY
        SELECT held.token
        FROM generate_series(1, n) AS at,
             LATERAL (VALUES
                 (n - 1, left(word, at - 1) || substr(word, at + 1)),
                 (n, left(word, at - 1) || substr(word, at + 1, 1) || substr(word, at, 1)
                     || substr(word, at + 2))
             ) AS meant (letters, token)
        JOIN catalogue.search_token AS held USING (letters, token)
        WHERE meant.letters >= 4 AND meant.token <> word;
    -- A letter wrong or missing in the second half, so that the first half stands …
    RETURN QUERY
        SELECT held.token FROM catalogue.search_token AS held
        WHERE held.letters = n AND n >= 4
          AND held.token >= beginning AND held.token < beginning || beyond
          AND held.token LIKE ANY (ARRAY(
              SELECT left(word, at - 1) || '_' || substr(word, at + 1)
              FROM generate_series(half + 1, n) AS at
          )) AND held.token <> word
        UNION ALL
        SELECT held.token FROM catalogue.search_token AS held
        WHERE held.letters = n + 1
          AND held.token >= beginning AND held.token < beginning || beyond
          AND held.token LIKE ANY (ARRAY(
              SELECT left(word, at) || '_' || substr(word, at + 1)
              FROM generate_series(half, n) AS at
          ));
    -- … or in the first half, so that the second stands.
    RETURN QUERY
        SELECT reverse(held.reversed) FROM catalogue.search_token AS held
        WHERE held.letters = n AND n >= 4
          AND held.reversed >= ending AND held.reversed < ending || beyond
          AND held.reversed LIKE ANY (ARRAY(
              SELECT reverse(left(word, at - 1) || '_' || substr(word, at + 1))
              FROM generate_series(1, half) AS at
          )) AND held.reversed <> reverse(word)
        UNION ALL
        SELECT reverse(held.reversed) FROM catalogue.search_token AS held
        WHERE held.letters = n + 1
          AND held.reversed >= ending AND held.reversed < ending || beyond
          AND held.reversed LIKE ANY (ARRAY(
              SELECT reverse(left(word, at) || '_' || substr(word, at + 1))
              FROM generate_series(0, half - 1) AS at
          ));
END
$$;
COMMENT ON FUNCTION api.words_a_typo_away(text) IS 'Words of four letters and more that differ by one letter more, less or other, or two swapped.';

CREATE FUNCTION api.words_begun(beginning text) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT held.token
    FROM generate_series(length(beginning) + 1, length(beginning) + 16) AS many,
         LATERAL (
             SELECT token FROM catalogue.search_token
             WHERE letters = many AND token >= beginning AND token < beginning || chr(1114111)
         ) AS held
    LIMIT 301
$$;
COMMENT ON FUNCTION api.words_begun(text) IS 'Longer words with this beginning; 301 say that there are too many.';

-- What each word of a query may mean: itself (at leniency 0), words a typo away where few titles
-- have it (1), or always (2).
CREATE FUNCTION api.words_meant(words text[], leniency int)
RETURNS TABLE (place int, token text, cost real)
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    one text;
    held bigint;
    widened int := 0;
BEGIN
    FOR place, one IN
        SELECT at, words[at] FROM generate_subscripts(words, 1) AS at
        ORDER BY length(words[at]) DESC, at
    LOOP
        SELECT sum(titles) INTO held FROM catalogue.search_posting AS p WHERE p.word = one;
        IF held > 0 THEN
            token := one;
            cost := 0;
            RETURN NEXT;
        END IF;
        CONTINUE WHEN length(one) < 3 OR one ~ '[0-9]' OR widened = 4
            OR leniency = 0 OR (held >= 300 AND leniency = 1);
        widened := widened + 1;
        cost := 2;
        FOR token IN SELECT DISTINCT t FROM api.words_a_typo_away(one) AS t ORDER BY t LIMIT 200
        LOOP
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION api.words_meant(text[], int) IS 'The words each word of a query may stand for, with what taking it so costs.';

CREATE FUNCTION api.is_year(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT word ~ '^(18|19|20)[0-9][0-9]$' $$;
COMMENT ON FUNCTION api.is_year(text) IS 'Whether a word may be meant as the year of a title.';

-- Looked up title by title: joined, the planner walks through all titles by their popularity.
CREATE FUNCTION api.popularity_of(title text) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        (SELECT popularity FROM catalogue.title_popularity WHERE title_id = title), 0
    )
$$;
COMMENT ON FUNCTION api.popularity_of(text) IS 'A title''s newest popularity; 0 where there is none.';

-- The titles worth ranking, some 250 at most: those of the rarest word, in both of the two rarest
-- where they are many; of common words (and of beginnings of many) the popular titles only; and
-- always those with a name of at most two words that, without its space, begins as the query.
CREATE FUNCTION api.search_candidates(
    words text[], places int[], tokens text[], is_open boolean, kind_wanted text
) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    n int := cardinality(words);
    last text := words[n];
    whole text := '=' || array_to_string(words, '');
    first_letters text[] := ARRAY['^' || left(last, 3)];
    last_meant text[];
    rarest text[];
    few bigint;
    second text[];
    more bigint;
    found text[];
    best text[] := '{}';
BEGIN
    SELECT array_agg(m.token) INTO last_meant
    FROM unnest(places, tokens) AS m (place, token)
    WHERE m.place = n AND NOT starts_with(m.token, last);
    SELECT array_agg(DISTINCT t) FILTER (WHERE sized.no = 1), min(size) FILTER (WHERE sized.no = 1),
           array_agg(DISTINCT t) FILTER (WHERE sized.no = 2), min(size) FILTER (WHERE sized.no = 2)
    INTO rarest, few, second, more
    FROM (
        SELECT array_agg(DISTINCT m.token) AS meant, sum(p.titles) AS size, row_number() OVER (
            -- A year is the title's own more often than a word of its name.
            ORDER BY n > 1 AND api.is_year(words[m.place]), sum(p.titles), m.place
        ) AS no
        FROM unnest(places, tokens) AS m (place, token)
        JOIN catalogue.search_posting AS p ON p.word = m.token
        WHERE NOT (is_open AND m.place = n)
        GROUP BY m.place
        ORDER BY no LIMIT 2
    ) AS sized, unnest(sized.meant) AS t;
    IF EXISTS (SELECT FROM unnest(second) AS word WHERE api.is_year(word)) THEN
        second := NULL;
        more := NULL;
    END IF;
    IF few > 300 AND more <= 20000 THEN
        found := ARRAY(
            SELECT t FROM catalogue.search_posting AS p, unnest(p.title_ids) AS t
            WHERE p.word = ANY (rarest)
            INTERSECT
            SELECT t FROM catalogue.search_posting AS p, unnest(p.title_ids) AS t
            WHERE p.word = ANY (second)
            LIMIT 1500
        );
        second := NULL;
    ELSIF few <= 1500 THEN  -- a row looked at takes 5 to 10 µs
        found := ARRAY(
            SELECT t FROM catalogue.search_posting AS p, unnest(p.title_ids) AS t
            WHERE p.word = ANY (rarest)
        );
    END IF;
    IF found IS NOT NULL THEN
        best := ARRAY(
            SELECT s.title_id
            FROM (SELECT DISTINCT t AS title_id FROM unnest(found) AS t) AS c
            JOIN catalogue.title_search AS s USING (title_id)
            WHERE (kind_wanted IS NULL OR s.kind = kind_wanted)
              AND CASE cardinality(second)
                  WHEN 1 THEN strpos(s.folded || ' ', ' ' || second[1] || ' ') > 0
                  ELSE second IS NULL OR string_to_array(s.folded, ' ') && second END
              AND (NOT is_open OR strpos(s.folded, ' ' || last) > 0
                   OR last_meant IS NOT NULL AND string_to_array(s.folded, ' ') && last_meant)
            ORDER BY api.popularity_of(s.title_id) DESC, s.title_id LIMIT 250
        );
    ELSIF few > 0 OR is_open THEN
        best := ARRAY(
            SELECT c.title_id
            FROM catalogue.search_popular AS c
            WHERE (kind_wanted IS NULL OR c.kind = kind_wanted)
              -- Without a null or an OR, which the index could not answer (300 ms).
              AND c.tokens && coalesce(rarest, first_letters)
              AND c.tokens && coalesce(second, rarest, first_letters)
              AND c.tokens && CASE WHEN is_open THEN first_letters ELSE rarest END
            ORDER BY api.popularity_of(c.title_id) DESC, c.title_id LIMIT 150
        );
    END IF;
    RETURN best || ARRAY(
        SELECT c.t
        FROM (
            SELECT t FROM catalogue.search_posting AS p, unnest(p.title_ids) AS t
            WHERE p.word = whole LIMIT 1000
        ) AS c
        ORDER BY api.popularity_of(c.t) DESC, c.t LIMIT 30
    ) || ARRAY(
        SELECT c.t
        FROM (
            SELECT t FROM catalogue.search_posting AS p, unnest(p.title_ids) AS t
            WHERE p.word > whole AND p.word < whole || chr(1114111) LIMIT 500
        ) AS c
        ORDER BY api.popularity_of(c.t) DESC, c.t LIMIT 30
    );
END
$$;
COMMENT ON FUNCTION api.search_candidates(text[], int[], text[], boolean, text) IS 'Ids of the titles worth ranking for a query.';

CREATE TYPE api.title_hit AS (
    title_id text, title text, year bigint, kind text, matched_name text,
    popularity double precision, rank bigint
);
COMMENT ON TYPE api.title_hit IS 'A title found, by which of its names; rank counts from 1.';

-- First the most popular title of exactly this name; then by popularity (its logarithm) and by
-- how the best of the title's names fits: a name that is the query is worth a popularity e^4
-- times as high, one that begins with it e^2.5; a typo costs e^2, a word too few e^4, a word too
-- many e^0.3.
CREATE FUNCTION api.rank_candidates(
    found text[], words text[], places int[], tokens text[], costs real[],
    kind_wanted text, missing int, max_rows int
) RETURNS SETOF api.title_hit
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH candidate AS (
        SELECT s.title_id, s.year, s.names, s.folded, api.popularity_of(s.title_id) AS popularity
        FROM (SELECT DISTINCT t AS title_id FROM unnest(found) AS t) AS c
        JOIN catalogue.title_search AS s USING (title_id)
        WHERE (kind_wanted IS NULL OR s.kind = kind_wanted)
          AND NOT EXISTS (
              SELECT FROM catalogue.title_redirect AS r WHERE r.from_title_id = s.title_id
          )
    ), name AS (
        SELECT c.title_id, u.no - 1 AS no, substr(u.chunk, strpos(u.chunk, ' ') + 1) AS name,
               c.year, c.popularity
        FROM candidate AS c,
             string_to_table(' ' || c.folded, ' =') WITH ORDINALITY AS u (chunk, no)
        WHERE u.no > 1
    ), spelt AS (
        SELECT n.title_id, n.no, word FROM name AS n, string_to_table(n.name, ' ') AS word
    ), met AS (
        SELECT s.title_id, s.no, m.place, m.cost
        FROM spelt AS s
        JOIN unnest(places, tokens, costs) AS m (place, token, cost) ON m.token = s.word
        UNION ALL
        SELECT s.title_id, s.no, cardinality(words), 0.1
        FROM spelt AS s WHERE starts_with(s.word, words[cardinality(words)])
        UNION ALL
        SELECT n.title_id, n.no, w.place, 0
        FROM name AS n JOIN unnest(words) WITH ORDINALITY AS w (word, place)
            ON w.word = n.year::text AND cardinality(words) > 1
    ), fit AS (
        SELECT title_id, no, count(*) AS places, sum(cost) AS cost
        FROM (SELECT title_id, no, place, min(cost) AS cost FROM met GROUP BY 1, 2, 3) AS best
        GROUP BY 1, 2
        HAVING count(*) >= cardinality(words) - missing
    ), scored AS (
        SELECT n.title_id, n.no, n.popularity, whole.is_it AS is_whole,
               ln(n.popularity + 0.1) - f.cost - 4 * (cardinality(words) - f.places)
               + CASE WHEN whole.is_it THEN 4
                      WHEN starts_with(n.name, array_to_string(words, ' ')) THEN 2.5
                      ELSE 0 END
               - 0.3 * least(6, greatest(0, cardinality(string_to_array(n.name, ' ')) - f.places))
               AS score
        FROM fit AS f JOIN name AS n USING (title_id, no),
             LATERAL (
                 SELECT replace(n.name, ' ', '') = array_to_string(words, '') AS is_it
             ) AS whole
    ), once AS (
        SELECT DISTINCT ON (title_id) * FROM scored ORDER BY title_id, is_whole DESC, score DESC, no
    ), placed AS (
        SELECT *, is_whole AND row_number() OVER (
            ORDER BY is_whole DESC, popularity DESC, title_id
        ) = 1 AS is_first
        FROM once
    ), ranked AS (
        SELECT title_id, no, popularity, row_number() OVER (
            ORDER BY is_first DESC, score DESC, popularity DESC, title_id
        ) AS rank
        FROM placed ORDER BY rank LIMIT max_rows
    )
    SELECT t.title_id, t.title, t.year, t.kind, c.names[r.no], c.popularity, r.rank
    FROM ranked AS r
    JOIN candidate AS c USING (title_id)
    JOIN catalogue.title AS t USING (title_id)
    ORDER BY r.rank
$$;
COMMENT ON FUNCTION api.rank_candidates(text[], text[], int[], text[], real[], text, int, int) IS 'The best of some titles, by how well a name fits and by popularity.';

CREATE FUNCTION api.search_titles(query text, kind text DEFAULT NULL, max_rows int DEFAULT 20)
RETURNS SETOF api.title_hit
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off  -- the 5,000 popular titles, small as they are, take 200 ms one by one
AS $$
DECLARE
    folded text := api.fold(left(query, 200));
    wanted int := least(greatest(coalesce(max_rows, 20), 1), 100);
    words text[];
    n int;
    begun text[];
    is_open boolean;
    leniency int;
    so_far int := 0;
    places int[];
    tokens text[];
    costs real[];
    known int;
    found text[] := '{}';
    hits api.title_hit[];
BEGIN
    IF folded = '' THEN  -- signs alone are a name, too
        folded := translate(lower(left(query, 200)), E' =\t\r\n', '');
    END IF;
    words := (string_to_array(nullif(folded, ''), ' '))[1:12];
    n := cardinality(words);
    IF n IS NULL THEN
        RETURN;
    END IF;
    begun := ARRAY(SELECT api.words_begun(words[n]));
    is_open := cardinality(begun) > 300;
    FOREACH leniency IN ARRAY ARRAY[0, 1, 2] LOOP
        EXIT WHEN leniency = 2 AND n > 8;  -- a dozen words and all their typos take 70 ms
        SELECT array_agg(m.place), array_agg(m.token), array_agg(m.cost)
        INTO places, tokens, costs
        FROM api.words_meant(words, leniency) AS m;
        SELECT count(*) INTO known
        FROM unnest(words) WITH ORDINALITY AS w (word, place)
        WHERE w.place = ANY (places) OR (w.place = n AND begun <> '{}')
            OR (n > 1 AND api.is_year(w.word));
        CONTINUE WHEN 2 * known <= n OR (leniency = 2 AND coalesce(cardinality(tokens), 0) = so_far);
        IF is_open AND leniency = 0 AND n > 1 THEN  -- the last word may be whole, too
            found := api.search_candidates(words, places, tokens, false, search_titles.kind);
        END IF;
        IF coalesce(cardinality(tokens), 0) <> so_far OR leniency = 0 THEN
            found := found || api.search_candidates(
                words,
                places || array_fill(n, ARRAY[cardinality(begun)]),
                tokens || begun,
                is_open,
                search_titles.kind
            );
        END IF;
        so_far := coalesce(cardinality(tokens), 0);
        CONTINUE WHEN leniency = 0;
        SELECT array_agg(h) INTO hits
        FROM api.rank_candidates(
            found, words, places, tokens, costs, search_titles.kind,
            n - known + (leniency = 2 AND known > 2)::int,
            wanted
        ) AS h;
        EXIT WHEN cardinality(hits) >= least(5, wanted);
    END LOOP;
    RETURN QUERY SELECT * FROM unnest(hits);
END
$$;
COMMENT ON FUNCTION api.search_titles(text, text, int) IS 'Titles by any of their names: forgives accents, case and a typo a word; the last word may be unfinished.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA api FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api.fold(text), api.search_titles(text, text, int) TO movie_reader;
