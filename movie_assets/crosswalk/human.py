"""People's words on links, as SQL: which stand, and how they win over everything. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from movie_assets.crosswalk.claims import LINKED_SOURCES
from movie_assets.crosswalk.dropped import PREFIX
from movie_assets.model.operation_rows import LinkDecision

# A title of TMDB's is its own record there: nobody has to say so, and nobody may say otherwise.
DECIDABLE = tuple(source for source in LINKED_SOURCES if source != "tmdb")
HUMAN_RULE = "human-1"


def is_decidable(source: str) -> bool:
    """Whether people may link records of a source: those of the crosswalk, and dropped files'.

    >>> is_decidable("imdb"), is_decidable("drop/box_office"), is_decidable("tmdb")
    (True, True, False)
    """
    return source in DECIDABLE or (source.startswith(PREFIX) and source != PREFIX)


def newest_words(said: Iterable[LinkDecision], source: str) -> dict[str, dict[str, bool]]:
    """What people said of one source's records, by title: record id -> whether it is the title's.

    Source: words in the order in which they were said.
    Law:    as `standing_sql`, but under the ids that were named.
    """
    newest = {(word.title_id, word.source_id): word for word in said if word.source == source}
    accepted = sorted(
        (word for word in newest.values() if word.accepted), key=lambda word: word.decision_id
    )
    of_title = {word.title_id: word.decision_id for word in accepted}
    of_record = {word.source_id: word.decision_id for word in accepted}
    words: dict[str, dict[str, bool]] = {}
    for (title_id, source_id), word in newest.items():
        stands = of_title.get(title_id) == of_record.get(source_id) == word.decision_id
        if stands or not word.accepted:
            words.setdefault(title_id, {})[source_id] = word.accepted
    return words


def standing_sql() -> str:
    """SQL of the contract's `human_link`: what people said that stands, under the ids of today.

    Source: views `said` (contract link_decision), `redirects` (source_redirect) and `spine`
            (title_spine of every partition).
    Law:    the newest word on a pair counts; of two records accepted for one title in a source, and
            of two titles accepted for one record, the newer pair. A word on a title that is gone
            waits for it to come back.
    """
    return """
        WITH today AS (
            SELECT said.* REPLACE (coalesce(merged.to_source_id, said.title_id) AS title_id,
                                   coalesce(moved.to_source_id, said.source_id) AS source_id)
            FROM said
            LEFT JOIN redirects AS merged ON merged.source = 'tmdb'
                                         AND merged.from_source_id = said.title_id
            LEFT JOIN redirects AS moved ON moved.source = said.source
                                        AND moved.from_source_id = said.source_id
        ), newest AS (
            SELECT * FROM today
            QUALIFY row_number() OVER (PARTITION BY title_id, source, source_id
                                       ORDER BY decision_id DESC) = 1
        ), ranked AS (
            SELECT *,
                   row_number() OVER (PARTITION BY accepted, source, source_id
                                      ORDER BY decision_id DESC) AS record_rank,
                   row_number() OVER (PARTITION BY accepted, source, title_id
                                      ORDER BY decision_id DESC) AS title_rank
            FROM newest
        )
        SELECT ranked.title_id, spine.kind, source, source_id, accepted, decided_by, decided_at
        FROM ranked JOIN spine ON spine.title_id = ranked.title_id AND spine.state = 'active'
        WHERE NOT accepted OR (record_rank = 1 AND title_rank = 1)
    """


def undecided_sql() -> str:
    """SQL of the candidates on which no person's word bears, for the rules to decide.

    Source: views `everyone` (contract crosswalk_candidate) and `human` (human_link).
    Shape:  `everyone` without the pairs people spoke of, and without every other pair of a title or
            a record that was accepted by a person.
    """
    return """
        SELECT * FROM everyone
        ANTI JOIN human USING (title_id, source, source_id)
        ANTI JOIN (SELECT source, source_id FROM human WHERE accepted) USING (source, source_id)
        ANTI JOIN (SELECT source, title_id FROM human WHERE accepted) USING (source, title_id)
    """


def human_links_sql() -> str:
    """SQL of the contract's `crosswalk` for what people decided, and for what gave way to it.

    Source: as `undecided_sql`. Parameter: $now, the run's clock.
    Shape:  a row a pair people spoke of (method `human`, probability 1 or 0), and one, rejected, a
            candidate pair that an accepted one stands against; the evidence keeps what else is
            known of the pair.
    """
    return f"""
        WITH known AS (
            SELECT * FROM everyone
            QUALIFY row_number() OVER (PARTITION BY title_id, source, source_id
                                       ORDER BY probability DESC, method) = 1
        ), rival AS (
            SELECT known.*,
                   coalesce(record.title_id, title.title_id) AS winner
            FROM known
            LEFT JOIN human AS record ON record.accepted AND record.source = known.source
                                     AND record.source_id = known.source_id
            LEFT JOIN human AS title ON title.accepted AND title.source = known.source
                                    AND title.title_id = known.title_id
            WHERE record.title_id IS NOT NULL OR title.title_id IS NOT NULL
        )
        SELECT human.title_id, human.kind, source, source_id,
               CASE WHEN accepted THEN 'accepted' ELSE 'rejected' END AS status,
               'human' AS method, CASE WHEN accepted THEN 1.0 ELSE 0.0 END AS probability,
               json_object('decided_by', decided_by, 'decided_at', decided_at,
                           'otherwise', known.evidence::JSON)::VARCHAR AS evidence,
               NULL AS runner_up, NULL AS runner_up_probability,
               $now AS decided_at, '{HUMAN_RULE}' AS rule_version
        FROM human LEFT JOIN known USING (title_id, source, source_id)
        UNION ALL
        SELECT title_id, kind, source, source_id, 'rejected', method, probability, evidence,
               winner, 1.0, $now, rule_version
        FROM rival ANTI JOIN human USING (title_id, source, source_id)
    """
