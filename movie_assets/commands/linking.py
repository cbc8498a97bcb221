"""Takes people's word on links (`movie-assets link`). How words win is `crosswalk.human`'s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb

from movie_assets import wiring
from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.drops import DROPS
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.titles import REDIRECTS
from movie_assets.crosswalk.dropped import PREFIX
from movie_assets.crosswalk.human import DECIDABLE, is_decidable
from movie_assets.model.errors import CrosswalkError
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import Lake
from movie_assets.settings import Settings

_TITLE = re.compile(r"(movie|tv)/[1-9][0-9]{0,17}|imdb/tt[0-9]{7,10}")
# The forms that ids of a source have, with one to show; of other sources any text is one.
_FORMS = {
    "imdb": (re.compile(r"tt[0-9]{7,10}"), "tt0133093"),
    "wikidata": (re.compile(r"Q[1-9][0-9]*"), "Q83495"),
    "rotten_tomatoes": (re.compile(r"(m|tv)/[^\s/]+"), "m/matrix"),
    "metacritic": (re.compile(r"(movie|tv)/[^\s/]+"), "movie/the-matrix"),
    "tv_tropes": (re.compile(r"[A-Z]\w*/\w+"), "Film/TheMatrix"),
}
_INSERT = """
    INSERT INTO app.link_decision (title_id, source, source_id, accepted, decided_by)
    VALUES (%s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A title and a source's record of which somebody says whether they are one."""

    title_id: str
    source: str
    source_id: str

    def __str__(self) -> str:
        """Name both as people read them."""
        return f"{self.title_id} and {self.source} {self.source_id}"


def pair_of(title: str, record: str, source: str = "") -> Pair:
    """The pair that words on the command line mean; of SOURCE/ID the source is cut off.

    Errors: CrosswalkError naming what is no title's id, no source or no id of the source.

    >>> pair_of("movie/603", "rotten_tomatoes/m/matrix")
    Pair(title_id='movie/603', source='rotten_tomatoes', source_id='m/matrix')
    """
    if not _TITLE.fullmatch(title):
        raise CrosswalkError(f"{title!r} is no title's id: they look like movie/603 or tv/1396.")
    if not source:
        source, record = _source_in(record)
    if not is_decidable(source):
        raise CrosswalkError(
            f"{source or record!r} is no source whose records are linked. Say --source, one of "
            f"{', '.join(DECIDABLE)}, or drop/NAME for the records of dropped files."
        )
    form, shown = _FORMS.get(source, (re.compile(r"\S.*"), "any text"))
    if not form.fullmatch(record):
        raise CrosswalkError(f"{record!r} is no id of {source}: they look like {shown}.")
    return Pair(title, source, record)


def _source_in(record: str) -> tuple[str, str]:
    """The source before an id; `drop/box_office/7` is one of two parts."""
    first, _, rest = record.partition("/")
    if f"{first}/" == PREFIX:
        name, _, rest = rest.partition("/")
        first = f"{PREFIX}{name}"
    return (first, rest) if rest else ("", record)


def decide(settings: Settings, pair: Pair, *, accepted: bool, by: str) -> list[str]:
    """Write a decision down, and say what stood before and what comes of it.

    Shape: lines for people.
    Errors: CrosswalkError where the title is unknown or gone, or no file of that name was dropped.
    """
    work = wiring.workbench(settings)
    with work.compute() as con:
        named = pair
        pair = _of_today(con, work.lake, pair)
        _check_known(con, work.lake, pair)
        told = list(_before(con, work.lake, pair, accepted=accepted))
    with wiring.postgres(settings).connect("movie_app") as connection:
        connection.execute(_INSERT, (pair.title_id, pair.source, pair.source_id, accepted, by))
    return [
        *([f"{named} go by {pair} today."] if pair != named else []),
        f"Kept: {pair} are {'one' if accepted else 'not one'}, says {by}.",
        *told,
        "The next `movie-assets run` brings it into the crosswalk and what follows from it.",
    ]


def _of_today(con: duckdb.DuckDBPyConnection, lake: Lake, pair: Pair) -> Pair:
    """The pair under the ids that took the place of its own."""
    title = con.execute(
        f"SELECT to_title_id FROM {lake.scan(REDIRECTS)} WHERE from_title_id = $id",
        {"id": pair.title_id},
    ).fetchone()
    if title and title[0] is None:
        raise CrosswalkError(f"{pair.title_id} was taken down: its source no longer has it.")
    record = con.execute(
        f"SELECT to_source_id FROM {lake.scan(SOURCE_REDIRECTS, [NO_PARTITION])} "
        "WHERE source = $source AND from_source_id = $id",
        {"source": pair.source, "id": pair.source_id},
    ).fetchone()
    return replace(
        pair,
        title_id=title[0] if title else pair.title_id,
        source_id=record[0] if record else pair.source_id,
    )


def _check_known(con: duckdb.DuckDBPyConnection, lake: Lake, pair: Pair) -> None:
    known = con.execute(
        f"SELECT state FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} WHERE title_id = $id",
        {"id": pair.title_id},
    ).fetchone()
    if known is None:
        raise CrosswalkError(
            f'{pair.title_id} is no title we know. Find it with `movie-assets sql "SELECT '
            "title_id, title, year FROM served.titles WHERE title = '…'\"`, or ask for it with "
            "`movie-assets request`."
        )
    if known[0] != "active":
        raise CrosswalkError(f"{pair.title_id} was taken down: its source no longer has it.")
    if not pair.source.startswith(PREFIX):
        return
    dropped = con.execute(f"SELECT DISTINCT source FROM {lake.scan(DROPS)} ORDER BY 1").fetchall()
    names = [PREFIX + row[0] for row in dropped]
    if pair.source not in names:
        raise CrosswalkError(
            f"No file of {pair.source} was dropped; there are: {', '.join(names) or 'none'}."
        )


def _before(
    con: duckdb.DuckDBPyConnection, lake: Lake, pair: Pair, *, accepted: bool
) -> Iterator[str]:
    """What the crosswalk says of the pair and its rivals now, and what changes."""
    rows = con.execute(
        f"SELECT title_id, source_id, status, method, probability "
        f"FROM {lake.scan(LINKS, BUCKET_PARTITIONS)} WHERE source = $source "
        "AND (title_id = $title OR source_id = $record) ORDER BY title_id, source_id",
        {"source": pair.source, "title": pair.title_id, "record": pair.source_id},
    ).fetchall()
    key = (pair.title_id, pair.source_id)
    own = [row for row in rows if row[:2] == key]
    if own:
        _, _, status, method, probability = own[0]
        yield f"Until now: {status} by {method}, probability {probability:.3f}."
    else:
        yield "Until now nothing spoke for it, and its record may be one we have not met."
    for title_id, source_id, status, *_ in rows:
        if accepted and status == "accepted" and (title_id, source_id) != key:
            yield f"It gives way: {title_id} and {pair.source} {source_id}, accepted until now."
