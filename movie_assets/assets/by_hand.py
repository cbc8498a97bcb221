"""What people said of one source's pages, for the walks that look for them. No link is made."""

from __future__ import annotations

from collections.abc import Mapping

from movie_assets.assets.scope import is_of, pages_asked
from movie_assets.assets.step import Step
from movie_assets.crosswalk.human import newest_words
from movie_assets.model.ids import HOT
from movie_assets.sources.candidates import BY_HAND


class WordsOnPages:
    """People's words on the pages of one source, by title."""

    def __init__(self, step: Step, source: str) -> None:
        """Read what was said once a step."""
        self.step, self.source = step, source
        self._by_title = newest_words(step.work.link_decisions(), source)

    def of(self, title_id: str) -> Mapping[str, bool]:
        """Page id -> whether a person says it is the title's."""
        return self._by_title.get(title_id, {})

    def unheeded(self, partition: str, wanted: str) -> list[str]:
        """Titles of a bucket whose pages have not been asked for as people said; `hot` has none.

        Source: `wanted` is a relation of (title_id, popularity): the titles that are living.
        """
        rows = [
            (title_id, page, accepted)
            for title_id, pages in sorted(self._by_title.items())
            if partition != HOT and is_of(partition, title_id)
            for page, accepted in sorted(pages.items())
        ]
        if not rows:
            return []
        con, pages = self.step.con, pages_asked(self.step.work.lake, self.source, partition)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE word (title_id VARCHAR, page VARCHAR, accepted BOOLEAN)"
        )
        con.executemany("INSERT INTO word VALUES (?, ?, ?)", rows)
        found = con.execute(
            f"""
            SELECT DISTINCT title_id FROM word SEMI JOIN {wanted} USING (title_id)
            WHERE CASE WHEN accepted
                       THEN NOT EXISTS (FROM {pages} AS asked
                                        WHERE asked.title_id = word.title_id
                                          AND asked.source_id = page AND reason = $by_hand)
                       ELSE EXISTS (FROM {pages} AS asked
                                    WHERE asked.title_id = word.title_id
                                      AND page_source_id = page AND status = 'accepted') END
            ORDER BY title_id
            """,
            {"by_hand": BY_HAND},
        )
        return [row[0] for row in found.fetchall()]
