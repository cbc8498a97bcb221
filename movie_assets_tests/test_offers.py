"""Offers as intervals that answers open, change and close; and a law over random answers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.model.contract import table_of
from movie_assets.model.parts import OfferSeen
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import empty_sql, typed_sql
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.offer_rows import Offer
from movie_assets.streaming.offers import intervals_sql, seen_sql

OFFERS, RECORDS = table_of(Offer), table_of(SourceRecord)
TITLE = "movie/603"


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)


def record(title_id: str, number: int, *offers: OfferSeen, complete: bool = True) -> SourceRecord:
    return SourceRecord(
        source="tmdb",
        source_id=title_id,
        title_id=title_id,
        outcome="found",
        answer_id=f"{title_id}@{number}",
        requested_at=day(number),
        observed_at=day(number),
        parser_version="1",
        offers=offers,
        offers_complete=complete,
    )


def seen(country: str, provider_id: int, kind: str = "flatrate", **terms: Any) -> OfferSeen:
    return OfferSeen(
        country=country, provider_id=provider_id, provider=f"P{provider_id}", type=kind, **terms
    )


class Catalogue:
    """The offers of some titles, moved on answer by answer as the asset does it."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'UTC'")
        self.con.execute(f"CREATE TABLE held AS SELECT * FROM {empty_sql(OFFERS)}")

    def answered(
        self, listed: Iterable[SourceRecord], pages: Iterable[SourceRecord] = ()
    ) -> list[tuple[Any, ...]]:
        """Apply the newest answers; gives the offers as they stand then."""
        con = self.con
        con.register("listed", arrow_table(RECORDS, listed))
        con.register("pages", arrow_table(RECORDS, pages))
        con.execute(f"CREATE OR REPLACE TEMP TABLE seen AS {seen_sql()}")
        con.execute("CREATE OR REPLACE TEMP VIEW known AS SELECT * FROM held")
        con.execute(
            "CREATE OR REPLACE TEMP VIEW answered AS "
            "SELECT title_id, requested_at AS seen_at FROM listed WHERE offers_complete"
        )
        con.execute(f"CREATE TEMP TABLE after AS {typed_sql(OFFERS, intervals_sql())}")
        con.execute("CREATE OR REPLACE TABLE held AS SELECT * FROM after")
        con.execute("DROP TABLE after")
        return self.rows("*")

    def rows(self, columns: str) -> list[tuple[Any, ...]]:
        return self.con.execute(f"SELECT {columns} FROM held ORDER BY ALL").fetchall()

    def spans(self) -> list[tuple[Any, ...]]:
        """Provider, price, and the days from and to."""
        first = "TIMESTAMPTZ '2026-01-01 00:00:00+00'"
        since = f"date_diff('day', {first}, valid_from)"
        until = f"date_diff('day', {first}, valid_to)"
        return self.rows(f"country, provider_id, price, {since}, {until}")


@pytest.fixture
def offers() -> Catalogue:
    return Catalogue()


def test_an_offer_opens_stays_and_closes(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 8))])
    assert offers.spans() == [("US", 8, None, 1, None)]
    offers.answered([record(TITLE, 2, seen("US", 8), seen("GB", 9))])
    assert offers.spans() == [("GB", 9, None, 2, None), ("US", 8, None, 1, None)]
    assert offers.rows("first_seen, last_seen") == [(day(1), day(2)), (day(2), day(2))]
    offers.answered([record(TITLE, 3, seen("GB", 9))])
    assert offers.spans() == [("GB", 9, None, 2, None), ("US", 8, None, 1, 3)]


def test_an_offer_that_comes_back_is_a_new_interval_of_an_old_offer(offers: Catalogue) -> None:
    for number, there in enumerate([True, False, True]):
        offers.answered([record(TITLE, number, *([seen("US", 8)] if there else []))])
    assert offers.spans() == [("US", 8, None, 0, 1), ("US", 8, None, 2, None)]
    assert offers.rows("first_seen") == [(day(0),), (day(0),)]


def test_other_terms_are_a_new_interval(offers: Catalogue) -> None:
    for number, price in enumerate([3.99, 3.99, 4.99]):
        rent = seen("US", 2, "rent", quality="hd", price=price, currency="USD")
        offers.answered([record(TITLE, number, rent)])
    assert offers.spans() == [("US", 2, 3.99, 0, 2), ("US", 2, 4.99, 2, None)]


def test_qualities_are_offers_of_their_own(offers: Catalogue) -> None:
    both = [seen("US", 2, "rent", quality=q, price=p) for q, p in (("sd", 2.99), ("hd", 3.99))]
    offers.answered([record(TITLE, 1, *both)])
    offers.answered([record(TITLE, 2, both[1])])
    assert offers.spans() == [("US", 2, 2.99, 1, 2), ("US", 2, 3.99, 1, None)]


def test_an_offer_named_twice_is_one_at_its_lowest_price(offers: Catalogue) -> None:
    twice = [seen("US", 2, "rent", price=price) for price in (4.99, 3.99, None)]
    offers.answered([record(TITLE, 1, *twice)])
    assert offers.spans() == [("US", 2, 3.99, 1, None)]


def test_a_failure_closes_nothing(offers: Catalogue) -> None:
    before = offers.answered([record(TITLE, 1, seen("US", 8)), record("tv/1", 1, seen("US", 9))])
    assert offers.answered([record(TITLE, 2, complete=False)]) == before
    assert offers.answered([]) == before


def test_an_older_answer_is_no_news(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 8))])
    after = offers.answered([record(TITLE, 5, seen("US", 9))])
    assert offers.answered([record(TITLE, 3, seen("US", 8))]) == after
    assert offers.answered([record(TITLE, 1, seen("US", 8))]) == after


# -- pages that refine a listing -----------------------------------------------------------------


def page(country: str, number: int, *offers: OfferSeen, complete: bool = True) -> SourceRecord:
    return record(f"{TITLE}/{country}", number, *offers, complete=complete)


def test_a_page_of_the_same_day_stands_for_its_country_alone(offers: Catalogue) -> None:
    rent = seen("US", 2, "rent", quality="hd", price=3.99, currency="USD", url="https://x")
    offers.answered([record(TITLE, 1, seen("US", 8), seen("GB", 8))], [page("US", 1, rent)])
    assert offers.rows("country, provider_id, quality, price, currency, url") == [
        ("GB", 8, "unspecified", None, None, None),
        ("US", 2, "hd", 3.99, "USD", "https://x"),
    ]


def test_an_older_page_does_not_bring_back_what_is_listed_no_more(offers: Catalogue) -> None:
    """The page said a film could be rented and streamed; the newer listing has the rental alone."""
    rent = seen("US", 2, "rent", quality="hd", price=3.99)
    old = page("US", 1, rent, seen("US", 8))
    offers.answered([record(TITLE, 1, seen("US", 2, "rent"), seen("US", 8))], [old])
    offers.answered([record(TITLE, 2, seen("US", 2, "rent"), seen("US", 9))], [old])
    assert offers.rows("provider_id, quality, price, valid_to") == [
        (2, "hd", 3.99, None),
        (8, "unspecified", None, day(2)),
        (9, "unspecified", None, None),
    ]


@pytest.mark.parametrize("empty", [True, False])
def test_a_page_that_is_not_whole_refines_nothing(offers: Catalogue, empty: bool) -> None:
    half = [] if empty else [seen("US", 9)]
    offers.answered([record(TITLE, 1, seen("US", 8))], [page("US", 1, *half, complete=not half)])
    assert offers.spans() == [("US", 8, None, 1, None)]


# -- the law -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One step: an answer of a day, whole or failed, or silence."""

    title_id: str
    gap: int
    complete: bool
    offers: frozenset[tuple[str, int, float | None]]
    twice: bool
    late: bool


steps = st.lists(
    st.builds(
        Told,
        title_id=st.sampled_from(["movie/1", "movie/2"]),
        gap=st.integers(1, 3),
        complete=st.booleans() | st.just(True),
        offers=st.frozensets(
            st.tuples(
                st.sampled_from(["US", "GB"]),
                st.sampled_from([8, 9]),
                st.sampled_from([None, 3.99]),
            ),
            max_size=4,
        ),
        twice=st.booleans(),
        late=st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=20, deadline=None)
@given(told=steps)
def test_any_sequence_of_answers_keeps_the_law(told: list[Told]) -> None:
    """What is current is what the newest complete answer of each title said, and nothing else."""
    offers, now = Catalogue(), 0
    current: dict[str, set[tuple[Any, ...]]] = {}
    earlier: list[SourceRecord] = []
    for one in told:
        now += one.gap
        said = [seen(c, p, price=price) for c, p, price in one.offers]
        answer = record(one.title_id, now, *said, complete=one.complete)
        after = offers.answered([answer])
        if one.complete:
            lowest: dict[tuple[str, int], float | None] = {}
            for country, provider_id, price in one.offers:
                known = lowest.get((country, provider_id))
                lowest[country, provider_id] = price if known is None else known
            current[one.title_id] = {(*key, price) for key, price in lowest.items()}
            earlier.append(answer)
        if one.twice:
            assert offers.answered([answer]) == after
        if one.late and len(earlier) > 1:
            older = next(x for x in earlier)
            newest = max(x.requested_at for x in earlier if x.title_id == older.title_id)
            if older.requested_at < newest:
                assert offers.answered([older]) == after
        _check(offers, current)


def _check(offers: Catalogue, current: dict[str, set[tuple[Any, ...]]]) -> None:
    columns = "title_id, country, provider_id, price, valid_from, valid_to, first_seen, last_seen"
    rows = offers.rows(columns)
    open_now: dict[str, set[tuple[Any, ...]]] = {title: set() for title in current}
    spans: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
    for title_id, country, provider_id, price, since, until, first, last in rows:
        assert first <= since <= last
        if until is None:
            open_now[title_id].add((country, provider_id, price))
        else:
            assert since <= last <= until
            assert since < until
        spans.setdefault((title_id, country, provider_id), []).append((since, until))
    assert open_now == current
    for ordered in spans.values():
        for (_, until), (since, _) in zip(sorted(ordered), sorted(ordered)[1:], strict=False):
            assert until is not None
            assert until <= since
