"""Pages that people named: asked for first, taken at their word, and asked for only once."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import httpx
import pytest
from universe_walks import asking, stroll

from movie_assets.assets.by_hand import WordsOnPages
from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.operation_rows import LinkDecision
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import PageAsked
from movie_assets.resources.lake import Lake, dataset
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.universe.server import UniverseServer

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
RT = "rotten_tomatoes"
# Of two films of one name and no year apart from their pages: the rules take 2014's for the other.
OLD_FURY, NEW_FURY = "m/1035061-fury", "m/fury_2015"


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(full_pages=False) as server:
        yield server


def walked(universe: UniverseServer, by_hand: Mapping[str, bool]) -> dict[str, str | None]:
    """Look for Fury (2014): page id -> what was made of it."""
    fury = KnownTitle(
        title_id="movie/228150", kind="movie", title="Fury", year=2014,
        directors=("David Ayer",), by_hand=by_hand,
    )  # fmt: skip
    with httpx.Client(trust_env=False) as client:
        pages = stroll(RT, fury, asking(universe, client)).walked.pages
    return {page.page_source_id: page.status for page in pages if page.page_source_id}


def test_without_a_word_the_rules_find_its_page(universe: UniverseServer) -> None:
    found = walked(universe, {})
    assert (found[NEW_FURY], found[OLD_FURY]) == ("accepted", "rejected")


def test_a_page_a_person_named_is_taken_at_once(universe: UniverseServer) -> None:
    assert walked(universe, {OLD_FURY: True}) == {OLD_FURY: "accepted"}


def test_a_page_a_person_refused_is_not_taken(universe: UniverseServer) -> None:
    assert walked(universe, {NEW_FURY: False}).get(NEW_FURY) == "rejected"


def test_an_address_that_is_none_is_not_asked_for(universe: UniverseServer) -> None:
    assert walked(universe, {"../admin": True, "m/../x": True})[NEW_FURY] == "accepted"


# -- whom to ask again ---------------------------------------------------------------------------

BUCKET = partition_of("movie/1", "movie")


def page(title_id: str, source_id: str, status: str, reason: str = "wikidata") -> PageAsked:
    return PageAsked(
        source=RT, title_id=title_id, source_id=source_id, url="u", reason=reason,
        outcome="found", page_source_id=source_id, status=status, answer_id="a", requested_at=NOON,
    )  # fmt: skip


def word(title_id: str, source_id: str, *, accepted: bool, source: str = RT) -> LinkDecision:
    return LinkDecision(
        title_id=title_id, source=source, source_id=source_id, accepted=accepted,
        decided_by="Ada", decided_at=NOON, decision_id=1,
    )  # fmt: skip


def unheeded(
    folder: Path, said: Iterable[LinkDecision], pages: Iterable[PageAsked], partition: str = BUCKET
) -> list[str]:
    """The titles of a bucket to be asked for; movie/1 is living."""
    (folder / "scratch").mkdir()
    lake = Lake(str(folder / "lake"), folder / "scratch")
    rows = arrow_table(table_of(PageAsked), list(pages))
    lake.write_table(dataset("page_asked", RT), BUCKET, rows, "data")
    words = list(said)
    with duckdb.connect() as con:
        lake.prepare(con)
        work: Any = SimpleNamespace(lake=lake, link_decisions=lambda: words)
        step: Any = SimpleNamespace(work=work, con=con)
        wanted = "(SELECT 'movie/1' AS title_id, 1.0 AS popularity)"
        return WordsOnPages(step, RT).unheeded(partition, wanted)


@pytest.mark.parametrize(
    ("said", "held", "asked_for"),
    [
        ([], [page("movie/1", "m/a", "accepted")], False),
        ([word("movie/1", "m/b", accepted=True)], [page("movie/1", "m/a", "accepted")], True),
        # asked for since it was named, whatever came of it
        ([word("movie/1", "m/b", accepted=True)],
         [page("movie/1", "m/b", "accepted", "by hand")], False),
        ([word("movie/1", "m/b", accepted=True)],
         [page("movie/1", "m/b", "rejected")], True),
        ([word("movie/1", "m/a", accepted=False)], [page("movie/1", "m/a", "accepted")], True),
        ([word("movie/1", "m/a", accepted=False)], [page("movie/1", "m/a", "rejected")], False),
        ([word("movie/1", "m/a", accepted=False)], [], False),
        ([word("movie/1", "tt0000001", accepted=True, source="imdb")], [], False),
        ([word("movie/404", "m/a", accepted=True)], [], False),  # not living
    ],
)  # fmt: skip
def test_a_title_is_asked_for_again_until_the_word_is_heeded(
    tmp_path: Path, said: list[LinkDecision], held: list[PageAsked], asked_for: bool
) -> None:
    assert unheeded(tmp_path, said, held) == (["movie/1"] if asked_for else [])


def test_hot_and_other_buckets_ask_for_nothing(tmp_path: Path) -> None:
    said = [word("movie/1", "m/b", accepted=True)]
    assert unheeded(tmp_path, said, [], HOT) == []
    other = "tv-00"
    (tmp_path / "again").mkdir()
    assert unheeded(tmp_path / "again", said, [], other) == []
