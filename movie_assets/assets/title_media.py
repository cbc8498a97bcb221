"""Group `titles`: copies of posters and backdrops, off unless it is asked for.

With MOVIE_ASSETS_MEDIA=true each run copies some, and `served.title_media` says where they lie.
"""

from __future__ import annotations

from typing import Any

from movie_assets import policies
from movie_assets.assets.asking import Asking, fetched_of
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.scope import in_bucket
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import Step
from movie_assets.assets.titles import TITLES
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.media_rows import TitleMedia
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.refresh.pictures import pictures_due_sql, pictures_standing_sql
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import dataset
from movie_assets.resources.lake_files import LakeFiles
from movie_assets.resources.pictures import PictureLimits, Pictures
from movie_assets.sources.tmdb_images import TMDB_IMAGES, Role, image_url, picture_in

MEDIA = dataset("title_media")
# A run copies a thousand at most: at ten a second and with the writing two minutes.
PICTURES_A_BUCKET = 50
# Of these nothing is noted: they tell of the host, not of the picture.
_OF_THE_HOST = LANE_STOPPERS | {Outcome.FORBIDDEN_BY_ROBOTS}


def title_media(step: Step) -> None:
    """Copies of posters and backdrops, most popular first; none unless MOVIE_ASSETS_MEDIA."""
    limits = step.work.pictures
    step.notes["asked_for"] = limits is not None
    if limits is None:
        for partition in step.partitions:
            step.keep(MEDIA, partition)
        return
    with step.work.open_http() as http:
        mirror = _Mirror(step, http, limits)
        for partition in step.partitions:
            mirror.partition(partition)
        step.notes.update(mirror.notes())


class _Mirror:
    """One step over its partitions."""

    def __init__(self, step: Step, http: HttpClient, limits: PictureLimits) -> None:
        self.step, self.limits = step, limits
        self.asking = Asking(step, TMDB_IMAGES, http)
        self.files = LakeFiles(step.work.lake)
        self.pictures = Pictures(self.files)
        self.bytes_kept = self._bytes_kept()
        self.is_full = False

    def partition(self, partition: str) -> None:
        """Ask for what is due of one partition, write its rows, drop copies nobody names now."""
        step = self.step
        self._views(partition)
        step.empty("fresh", MEDIA)
        step.insert("fresh", TitleMedia, self._asked())
        inputs = step.inputs((TITLES, [partition]))
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE standing AS {pictures_standing_sql()}")
        step.write(MEDIA, partition, "SELECT * FROM standing", inputs)
        self._drop_unnamed()

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        return self.asking.notes() | {
            "megabytes_kept": round(self.bytes_kept / 1e6, 1),
            "is_full": self.is_full,
        }

    def _views(self, partition: str) -> None:
        """Make the tables `titles`, those of the partition, and `known`, what is held of them."""
        con, lake = self.step.con, self.step.work.lake
        spine = lake.scan(SPINE, BUCKET_PARTITIONS if partition == HOT else [partition])
        con.execute(
            "CREATE OR REPLACE TEMP TABLE titles AS "
            "SELECT title_id, poster_path, backdrop_path, spine.popularity "
            f"FROM {lake.scan(TITLES, [partition])} LEFT JOIN {spine} AS spine USING (title_id)"
        )
        homes = [*(BUCKET_PARTITIONS if partition == HOT else [partition]), HOT]
        mine = "title_id IN (SELECT title_id FROM titles)"
        own = mine if partition == HOT else f"({mine} OR {in_bucket(partition)})"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE known AS SELECT * FROM {lake.scan(MEDIA, homes)} "
            f"WHERE {own} QUALIFY row_number() OVER (PARTITION BY title_id, role, path "
            "ORDER BY fetched_at DESC, outcome) = 1"
        )

    def _asked(self) -> list[TitleMedia]:
        due = self.step.con.execute(
            pictures_due_sql(),
            {
                "now": self.step.work.clock.at,
                "file_bytes": self.limits.file_bytes,
                "most": PICTURES_A_BUCKET,
            },
        ).fetchall()
        rows: list[TitleMedia] = []
        for title_id, role, path in due:
            if self.asking.is_over or self.is_full:
                break
            answer = self.asking.ask(None, image_url(path, role), title_id)
            row = self._row(answer, title_id, role, path)
            rows += [row] if row else []
        return rows

    def _row(self, answer: Answer, title_id: str, role: Role, path: str) -> TitleMedia | None:
        """What an answer comes to; None where it tells nothing of the picture, or no more fits."""
        outcome = Outcome(answer.outcome)
        if outcome in _OF_THE_HOST:
            return None
        told: dict[str, Any] = {"outcome": str(outcome)}
        if outcome is Outcome.FOUND:
            told = self._kept(answer)
        if self.is_full:
            return None
        return TitleMedia(
            title_id=title_id,
            role=role,
            path=path,
            fetched_at=answer.requested_at,
            attribution=TMDB_IMAGES.rights.attribution,
            **told,
        )

    def _kept(self, answer: Answer) -> dict[str, Any]:
        """Keep a picture that is one and fits; the columns that say what came of it."""
        fetched = fetched_of(answer)
        size = len(fetched.body)
        if answer.body is None or size > self.limits.file_bytes:
            return {"outcome": "too_large", "bytes": size or None}
        picture = picture_in(fetched.body, fetched.headers.get("content-type", ""))
        if picture is None:
            return {"outcome": "not_an_image"}
        self.is_full = self.bytes_kept + size > self.limits.all_bytes
        if self.is_full:
            return {}
        kept = self.pictures.keep(fetched.body, picture.ending)
        self.bytes_kept += kept.added
        return {
            "outcome": str(Outcome.FOUND),
            "file": kept.file,
            "sha256": kept.sha256,
            "bytes": size,
            "content_type": picture.content_type,
            "width": picture.width,
            "height": picture.height,
        }

    def _bytes_kept(self) -> int:
        scan = self.step.work.lake.scan(MEDIA)
        found = self.step.con.execute(
            f"SELECT coalesce(sum(bytes), 0)::BIGINT FROM (SELECT DISTINCT file, bytes FROM {scan} "
            "WHERE file IS NOT NULL)"
        ).fetchone()
        assert found is not None
        return int(found[0])

    def _drop_unnamed(self) -> None:
        """Remove the copies that a row just dropped was the last to name."""
        gone = self.step.con.execute(
            "SELECT DISTINCT file, bytes FROM known WHERE file IS NOT NULL AND file NOT IN "
            f"(SELECT file FROM {self.step.work.lake.scan(MEDIA)} WHERE file IS NOT NULL)"
        ).fetchall()
        for file, size in gone:
            self.files.remove(file)
            self.bytes_kept -= size


assets = [
    lake_asset(
        title_media,
        group="titles",
        outputs=[MEDIA],
        deps=["titles", "title_spine"],
        code_version=TMDB_IMAGES.parser_version,
        pool=TMDB_IMAGES.hosts[0],
        freshness=policies.DAILY,
        kinds=frozenset({"http", "parquet"}),
        automation=policies.BY_SCHEDULE,
        tags={"source": TMDB_IMAGES.name},
    )
]
