"""The long lists of TMDB's scaled records, names, credits and offers, as SQL over `t` and pools.

Each gives a row a title, of the titles that `where` chooses.
"""

from __future__ import annotations


def names_sql(where: str) -> str:
    """Further names of a bucket's titles: n, names (structs), in languages by chance."""
    return f"""
        SELECT x.n, list({{'name': a.head || ' ' || CASE WHEN x.roll % 2 = 0 THEN b.tail
                                                        ELSE p.tail END,
                          'language': a.language, 'country': a.country,
                          'kind': CASE WHEN x.roll % 3 = 0 THEN 'alternative'
                                       ELSE 'translated' END}} ORDER BY x.j) AS names
        FROM (
            SELECT n, j, roll('more', n * 1000 + j) AS roll
            FROM (SELECT n, unnest(range(more_names)) AS j FROM t WHERE {where})
        ) AS x
        JOIN other_name AS a ON a.i = x.roll % getvariable('other_name')
        JOIN other_name AS b ON b.i = a.low + (x.roll // 1000) % a.size
        JOIN person_part AS p ON p.i = (x.roll // 7) % getvariable('person_part')
        GROUP BY x.n
    """


def credits_sql(where: str, persons: int) -> str:
    """Credits of a bucket's titles: n, credits (structs), cast and directors (names).

    Who plays falls by a power too: the busiest of 600,000 has some thousand parts.
    """
    return f"""
        SELECT n, list({{
                   'person_id': 'person/' || (90000000 + p), 'name': name,
                   'department': CASE WHEN j < acting THEN 'Acting' WHEN j > acting THEN 'Writing'
                                      WHEN kind = 'tv' THEN 'Creator' ELSE 'Directing' END,
                   'job': CASE WHEN j < acting THEN NULL WHEN j > acting THEN 'Screenplay'
                               WHEN kind = 'tv' THEN 'Creator' ELSE 'Director' END,
                   'character': CASE WHEN j < acting AND u < 0.2 THEN role END,
                   'position': CASE WHEN j < acting THEN j END,
                   'episodes': CASE WHEN j < acting AND kind = 'tv' THEN 1 + p % 60 END
               }} ORDER BY j) AS credits,
               list(name ORDER BY j) FILTER (j < acting) AS acting_names,
               list(name ORDER BY j) FILTER (j = acting) AS directing_names
        FROM (
            SELECT x.*, a.head || ' ' || b.tail AS name, c.head AS role
            FROM (
                SELECT *, floor({persons} * pow(share('person', n * 100 + j), 1.6))::BIGINT AS p
                FROM (
                    SELECT n, kind, u, cast_count AS acting,
                           unnest(range(cast_count + crew_count)) AS j
                    FROM t WHERE {where}
                )
            ) AS x
            JOIN person_part AS a ON a.i = roll('given', p) % getvariable('person_part')
            JOIN person_part AS b ON b.i = roll('last', p) % getvariable('person_part')
            JOIN person_part AS c
              ON c.i = roll('role', n * 100 + j) % getvariable('person_part')
        )
        GROUP BY n
    """


def offers_sql(where: str) -> str:
    """Offers of a bucket's titles: n, offers (structs); frequent services and countries first."""
    return f"""
        SELECT x.n, list({{
                   'country': o.country, 'provider_id': o.provider_id, 'provider': o.provider,
                   'type': o.type, 'quality': 'unspecified', 'price': NULL::DOUBLE,
                   'currency': NULL::VARCHAR,
                   'url': 'https://www.themoviedb.org/' || x.page || o.country,
                   'display_priority': o.place}} ORDER BY x.j) AS offers
        FROM (
            SELECT n, offer_order, title_id || '-' || slug || '/watch?locale=' AS page,
                   unnest(range(offers)) AS j
            FROM t WHERE {where}
        ) AS x
        JOIN offer_order AS o ON o.k = x.offer_order AND o.j = x.j
        GROUP BY x.n
    """
