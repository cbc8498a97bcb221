-- "teh matrix" is the typo everybody makes: of a word of three letters two in the wrong order are
-- forgiven, too. One letter more, less or other leads from such a word to nearly any other.

ALTER FUNCTION api.words_a_typo_away(text) RENAME TO longer_words_a_typo_away;

CREATE FUNCTION api.words_a_typo_away(word text) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT api.longer_words_a_typo_away(word)
    UNION
    SELECT held.token
    FROM (VALUES (substr(word, 2, 1) || left(word, 1) || substr(word, 3)),
                 (left(word, 1) || substr(word, 3, 1) || substr(word, 2, 1))) AS meant (token)
    JOIN catalogue.search_token AS held ON held.letters = 3 AND held.token = meant.token
    WHERE length(word) = 3 AND meant.token <> word
$$;
COMMENT ON FUNCTION api.words_a_typo_away(text) IS 'Words that differ by a typo: one letter more, less or other, or two swapped; of three letters only two swapped.';
REVOKE EXECUTE ON FUNCTION api.words_a_typo_away(text) FROM PUBLIC;
