"""Whom a source is to be asked for now, by the policy over what the lake holds. Nobody is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from movie_assets.assets.asking import Asking
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.requested import requested_sql
from movie_assets.assets.scope import newest_records
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.outcomes import Outcome
from movie_assets.model.render.duckdb import literal
from movie_assets.refresh.due import due_sql, wanted_now_sql
from movie_assets.refresh.policy import POLICY
from movie_assets.resources.http import HttpClient
from movie_assets.resources.http_answers import next_midnight
from movie_assets.resources.lake import Lake, dataset
from movie_assets.sources.base import Source

# Sources that are asked for any living title; the others' lanes choose theirs out of what is told.
PLANNED = ("tmdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes")
VIEWED_LATELY = dt.timedelta(days=POLICY.boost_days)
_BARE_ID = "array_to_string(string_split(wanted.title_id, '/')[1:2], '/')"


class DueTitles:
    """Whom one source is to be asked for in a step, over all its partitions.

    What a budget allows is chosen among all titles at once, however few partitions the step has:
    else the first bucket would take it all. Every caller reads its slice of the same selection.
    """

    def __init__(self, step: Step, source: Source, http: HttpClient) -> None:
        """Hold the source and what is left of its budget."""
        self.step, self.source = step, source
        self.http, self.budget = http, http.budget(source)
        self.left = http.left(source, step.work.clock.at)
        self._is_cut = False
        self.chosen = f"due_{source.name}"
        self._is_chosen = False

    def of(self, partition: str, wanted: str) -> list[str]:
        """The titles of a partition to ask for now, best first.

        Source: `wanted` is a relation of (title_id, popularity).
        """
        if partition == HOT:
            return self._wanted_now(wanted)
        if self.source.name in PLANNED:
            self.choose_of_all()
        else:
            self._choose([partition], wanted)
        rows = self.step.con.execute(
            f"SELECT title_id FROM {self.chosen} SEMI JOIN {wanted} AS wanted USING (title_id) "
            "ORDER BY position"
        ).fetchall()
        return [row[0] for row in rows]

    def choose_of_all(self) -> None:
        """Choose among the living titles of all buckets, once a step."""
        if not self._is_chosen:
            self._choose(BUCKET_PARTITIONS, living_sql(self.step, BUCKET_PARTITIONS))
            self._is_chosen = True

    def _choose(self, buckets: Sequence[str], wanted: str) -> None:
        """Make the temporary table of what is due, in the order in which it is asked for."""
        step, lake, name = self.step, self.step.work.lake, self.source.name
        told = newest_records(lake, "tmdb", buckets)
        step.views(
            wanted=f"""(
                SELECT wanted.title_id, wanted.popularity, told.release_date, spine.first_seen
                FROM {wanted} AS wanted
                LEFT JOIN (SELECT title_id, release_date FROM {told}) AS told
                    ON told.title_id = {_BARE_ID}
                LEFT JOIN (SELECT title_id, first_seen FROM {lake.scan(SPINE, buckets)}) AS spine
                    ON spine.title_id = {_BARE_ID})""",
            checks=self._checks(buckets),
            linked=_linked_sql(step, name, buckets),
            requested=requested_sql(lake),
            changed=_changed_sql(lake, name),
        )
        assert self._viewed
        most = self._most()
        given = {
            "source": name,
            "now": step.work.clock.at,
            "most": most,
            "failing_most": POLICY.failing_most(self.budget, step.work.clock.day.toordinal()),
        }
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE {self.chosen} AS {due_sql(name)}", given)
        found = step.con.execute(f"SELECT count(*) FROM {self.chosen}").fetchone()
        self._is_cut = self._is_cut or (most is not None and found == (most,))
        if self.left == 0:
            step.con.execute(f"DELETE FROM {self.chosen}")

    def _most(self) -> int | None:
        """How many titles what is left of the budget is likely to do; at least one.

        Where nothing is left that one says whether anything is due at all.
        """
        if self.left is None:
            return None
        return max(1, int(self.left / POLICY.of(self.source.name).requests))

    def tell(self, asking: Asking) -> None:
        """Say that more is due than was chosen: for a later run, or for tomorrow."""
        if self._is_cut and asking.stopped_by is None:
            at = self.step.work.clock.at
            if self.http.left(self.source, at) == 0:
                asking.stop(Outcome.OVER_QUOTA, next_midnight(at))
            else:
                asking.more_to_ask = True

    def _checks(self, buckets: Sequence[str]) -> str:
        """SQL of a check a title: the one of `hot` where its bucket has not taken that in yet."""
        lake, checks = self.step.work.lake, SourceTables(self.source.name).checks
        own, hot = lake.scan(checks, buckets), lake.scan(checks, [HOT])
        if not lake.files(checks, [HOT]):
            return own
        return (
            f"(SELECT * FROM (FROM {own} UNION ALL BY NAME FROM {hot}) QUALIFY row_number() OVER "
            "(PARTITION BY title_id ORDER BY checked_at DESC, answer_id DESC) = 1)"
        )

    @cached_property
    def _viewed(self) -> str:
        """The table of (title_id, views): what people looked at lately."""
        step = self.step
        views = step.work.recent_views(step.work.clock.at - VIEWED_LATELY)
        step.con.execute(
            "CREATE OR REPLACE TEMP TABLE viewed AS SELECT unnest($ids::VARCHAR[]) AS title_id, "
            "unnest($views::BIGINT[]) AS views",
            {"ids": [one for one, _ in views], "views": [count for _, count in views]},
        )
        return "viewed"

    def _wanted_now(self, wanted: str) -> list[str]:
        checks = SourceTables(self.source.name).checks
        self.step.views(wanted=wanted, checks=self.step.work.lake.scan(checks, [HOT]))
        rows = self.step.con.execute(wanted_now_sql(), {"now": self.step.work.clock.at})
        return [row[0] for row in rows.fetchall()]


def _changed_sql(lake: Lake, source: str) -> str:
    """SQL of the titles a source itself says were edited; only TMDB keeps such a list."""
    told = lake.scan(dataset("title_changed"), [NO_PARTITION] if source == "tmdb" else [])
    return f"(SELECT title_id, day AS changed_on FROM {told})"


def living_sql(step: Step, buckets: Sequence[str]) -> str:
    """SQL of (title_id, popularity): the living titles of some buckets."""
    return (
        f"(SELECT title_id, popularity FROM {step.work.lake.scan(SPINE, buckets)} "
        "WHERE state = 'active' AND origin = 'tmdb')"
    )


def _linked_sql(step: Step, source: str, buckets: Sequence[str]) -> str:
    """SQL of the titles Wikidata has an id of at a source, where that is how it is asked."""
    if not POLICY.of(source).is_linked_by_ids:
        return "(SELECT NULL::VARCHAR AS title_id WHERE false)"
    told = newest_records(step.work.lake, "wikidata", buckets)
    return (
        f"(SELECT DISTINCT title_id FROM {told} WHERE len(list_filter(external_ids, "
        f"lambda one: one.source = {literal(source)})) > 0)"
    )
