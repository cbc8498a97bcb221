"""A real database, a real lake and Dagster's books for the popular lane's sensor."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import psycopg
import pyarrow as pa
from universe_lanes import bench_at

from movie_assets import policies
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.tmdb_lists import JUMPS, LISTED
from movie_assets.model.contract import table_of
from movie_assets.model.lane_rows import PopularityJump, TitleListed
from movie_assets.model.render.arrow import arrow_table
from movie_assets.resources.hot_titles import HotTitles
from movie_assets.resources.lake import Dataset
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets.sensors import popular_titles

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


@dataclass
class HotPlace:
    """One sensor on a database and a lake; `days` is how far its clock has moved."""

    url: str
    folder: Path
    instance: dg.DagsterInstance
    cursor: str | None = None
    days: float = 0
    requests: list[dg.RunRequest] = field(default_factory=list)

    @property
    def work(self) -> Workbench:
        return bench_at({}, self.folder)

    @property
    def book(self) -> HotTitles:
        at = NOON + dt.timedelta(days=self.days)
        return HotTitles(Postgres(lambda: self.url), now=lambda: at)

    def tick(self) -> list[str]:
        """One tick: the titles of the run it asks for, in the order they came in."""
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            resources={"work": self.work, "hot": self.book},
        )
        asked = popular_titles(context)
        self.cursor = context.cursor
        if not isinstance(asked, dg.RunRequest):
            return []
        self.requests.append(asked)
        return self.book.wanted_now(asked.run_key)

    def note_run(self, status: dg.DagsterRunStatus = dg.DagsterRunStatus.SUCCESS) -> None:
        """The run asked for last stands in Dagster's books, as it is or ended."""
        tags = dict(self.requests[-1].tags)
        self.instance.add_run(
            dg.DagsterRun(
                job_name="popular",
                run_id=str(uuid.uuid4()),
                status=status,
                tags=tags,
            )
        )

    def know(self, *title_ids: str) -> None:
        """Put titles into the catalogue's spine."""
        self.fill(
            "INSERT INTO catalogue.title_popularity (title_id, popularity, day, row_hash, part) "
            "VALUES (%s, 1, '2026-01-01', md5('')::uuid, 1)",
            [(one,) for one in title_ids],
        )

    def view(self, *title_ids: str) -> None:
        """Somebody looks at titles, one after another."""
        self.fill(
            "INSERT INTO app.title_view (title_id, reason) VALUES (%s, 'details')",
            [(one,) for one in title_ids],
        )

    def list_titles(self, *title_ids: str, name: str = "trending/day") -> None:
        """TMDB's list names titles."""
        rows = [
            TitleListed(list=name, title_id=one, place=n, day=NOON.date())
            for n, one in enumerate(title_ids, start=1)
        ]
        self.write(LISTED, arrow_table(table_of(TitleListed), rows))

    def jump(self, *title_ids: str) -> None:
        """Titles rise, the first most."""
        rows = [
            PopularityJump(
                title_id=one, day=NOON.date(), popularity=90.0 - n, popularity_before=10.0
            )
            for n, one in enumerate(title_ids)
        ]
        self.write(JUMPS, arrow_table(table_of(PopularityJump), rows))

    def write(self, ds: Dataset, rows: pa.Table) -> None:
        with self.work.compute() as con:
            con.register("given", rows)
            self.work.lake.write(con, ds, NO_PARTITION, "SELECT * FROM given", inputs="")

    def check(self, title_id: str, at: dt.datetime) -> None:
        """TMDB was asked for a title."""
        self.fill(
            "INSERT INTO catalogue.source_check (source, title_id, checked_at, outcome, answer_id, "
            "failures, answers, changes, row_hash, part) "
            "VALUES ('tmdb', %s, %s, 'found', 'a', 0, 1, 0, md5('')::uuid, 1)",
            [(title_id, at)],
        )

    def fill(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.executemany(statement, list(rows))

    @property
    def at_view(self) -> int:
        return json.loads(self.cursor or "{}").get("view", 0)


def lane_of(request: dg.RunRequest) -> tuple[str | None, ...]:
    """What the queue goes by."""
    tags = request.tags
    return request.partition_key, tags[policies.LANE_TAG], tags[policies.PRIORITY_TAG]
