"""Offers as intervals: what opens, changes and closes them, and a law over random sightings."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.model.contract import table_of
from movie_assets.model.offer_rows import Offer, OfferAnswer, Provider
from movie_assets.model.parts import OfferSeen
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import empty_sql, typed_sql
from movie_assets.model.source_rows import SourceRecord
from movie_assets.streaming.offers import answers_sql, intervals_sql, renamed_sql
from movie_assets.streaming.providers import aliases_sql
from movie_assets.streaming.sightings import (
    answered_sql,
    catalogues_sql,
    dropped_sql,
    met_sql,
    seen_sql,
)

OFFERS, RECORDS = table_of(Offer), table_of(SourceRecord)
ANSWERS, PROVIDERS = table_of(OfferAnswer), table_of(Provider)
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


@dataclass(frozen=True)
class Partly:
    """A sighting that is not whole: of a gallery, or of a dropped file."""

    title_id: str
    country: str
    provider_id: int
    number: int
    type: str = "flatrate"
    source: str = "justwatch"


class Catalogue:
    """The offers of some titles, moved on answer by answer as the asset does it."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'UTC'")
        self.con.execute("SET threads = 1")
        self.con.execute(f"CREATE TABLE held AS SELECT * FROM {empty_sql(OFFERS)}")
        self.con.execute(f"CREATE TABLE told AS SELECT * FROM {empty_sql(ANSWERS)}")
        self.con.execute(f"CREATE TABLE listed_providers AS SELECT * FROM {empty_sql(PROVIDERS)}")
        self.con.execute(f"CREATE TABLE aliases AS {aliases_sql()}")
        self._partial("catalogues", [])

    def answered(
        self,
        listed: Iterable[SourceRecord] = (),
        pages: Iterable[SourceRecord] = (),
        partly: Iterable[Partly] = (),
    ) -> list[tuple[Any, ...]]:
        """Apply the newest answers and sightings; gives the offers as they stand then."""
        con, partly = self.con, list(partly)
        con.register("listed", arrow_table(RECORDS, listed))
        con.register("pages", arrow_table(RECORDS, pages))
        self._partial("shown", [one for one in partly if one.source == "justwatch"])
        self._partial("dropped", [one for one in partly if one.source != "justwatch"])
        return self.moved_on()

    def moved_on(self) -> list[tuple[Any, ...]]:
        con = self.con
        for name, query in {
            "seen": seen_sql(),
            "answered": answered_sql(),
            "known": renamed_sql("held"),
            "after": typed_sql(OFFERS, intervals_sql()),
            "told_after": typed_sql(ANSWERS, answers_sql()),
        }.items():
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        con.execute("CREATE OR REPLACE TABLE held AS SELECT * FROM after")
        con.execute("CREATE OR REPLACE TABLE told AS SELECT * FROM told_after")
        return self.rows("*")

    def _partial(self, name: str, rows: list[Partly]) -> None:
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} (title_id VARCHAR, country VARCHAR, "
            "provider_id BIGINT, type VARCHAR, source VARCHAR, seen_at TIMESTAMPTZ, "
            "provider VARCHAR)"
        )
        for one in rows:
            values = [one.title_id, one.country, one.provider_id, one.type, one.source,
                      day(one.number), "name"]  # fmt: skip
            self.con.execute(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?, ?)", values)

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


def test_a_later_page_moves_its_country_on_and_no_other(offers: Catalogue) -> None:
    listing = record(TITLE, 1, seen("US", 8), seen("US", 9), seen("GB", 8))
    offers.answered([listing])
    offers.answered([listing], [page("US", 3, seen("US", 8, quality="4k"))])
    assert offers.rows("country, provider_id, quality, valid_from, valid_to, source, is_news") == [
        ("GB", 8, "unspecified", day(1), None, "tmdb", False),
        ("US", 8, "4k", day(3), None, "tmdb_watch", False),  # known before, if not so well
        ("US", 8, "unspecified", day(1), day(3), "tmdb", False),
        ("US", 9, "unspecified", day(1), day(3), "tmdb", False),
    ]


def test_a_second_reading_of_an_answer_puts_right_what_the_first_said(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 2, "rent", price=399.0), seen("US", 9))])
    offers.answered([record(TITLE, 1, seen("US", 2, "rent", price=3.99), seen("US", 8))])
    assert offers.spans() == [("US", 2, 3.99, 1, None), ("US", 8, None, 1, None)]


def test_a_link_into_a_list_is_no_link_and_a_new_link_no_new_offer(offers: Catalogue) -> None:
    listing = "https://www.themoviedb.org/movie/603-the-matrix/watch?locale=US"
    offers.answered([record(TITLE, 1, seen("US", 8, url=listing), seen("US", 9, url="https://a"))])
    offers.answered([record(TITLE, 2, seen("US", 8, url="https://b"), seen("US", 9))])
    assert offers.rows("provider_id, url, valid_from, valid_to") == [
        (8, "https://b", day(1), None),
        (9, None, day(1), None),
    ]


@pytest.mark.parametrize(
    ("country", "said", "currency"),
    [("DE", None, "EUR"), ("DE", "CHF", "CHF"), ("GB", None, "GBP"), ("AR", None, None)],
)
def test_a_price_is_in_the_countrys_money_unless_it_says_so(
    offers: Catalogue, country: str, said: str | None, currency: str | None
) -> None:
    rent = seen(country, 2, "rent", price=3.99, currency=said)
    offers.answered([record(TITLE, 1, rent, seen(country, 8))])
    assert offers.rows("provider_id, price, currency") == [(2, 3.99, currency), (8, None, None)]


# -- news ----------------------------------------------------------------------------------------


def news(offers: Catalogue) -> list[tuple[Any, ...]]:
    return [row[:-1] for row in offers.rows("country, provider_id, valid_from, is_news") if row[-1]]


def test_what_we_first_see_is_no_news_and_what_comes_after_is(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 8))])
    assert news(offers) == []
    offers.answered([record(TITLE, 2, seen("US", 8), seen("US", 9)), record("tv/1", 2)])
    offers.answered([record(TITLE, 3, seen("US", 9)), record("tv/1", 3, seen("US", 9))])
    offers.answered([record(TITLE, 4, seen("US", 9), seen("US", 8))])
    # The service came; one without any offer was looked at, too; one that went away is back.
    assert news(offers) == [("US", 8, day(4)), ("US", 9, day(2)), ("US", 9, day(3))]


def test_another_price_or_quality_is_no_news(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 2, "rent", price=3.99))])
    offers.answered([record(TITLE, 2, seen("US", 2, "rent", price=4.99))])
    offers.answered([record(TITLE, 3, seen("US", 2, "rent", price=4.99, quality="hd"))])
    assert len(offers.spans()) == 3
    assert news(offers) == []
    assert set(offers.rows("first_seen")) == {(day(1),)}


# -- aliases -------------------------------------------------------------------------------------


def test_an_aliass_offer_is_the_services_once(offers: Catalogue) -> None:
    """119 is Amazon Prime Video elsewhere, 10 its shop, 1796 Netflix with advertisements."""
    listing = [seen("DE", i) for i in (9, 119, 8, 1796)] + [seen("DE", 10, "rent")]
    offers.answered([record(TITLE, 1, *listing)])
    assert offers.rows("provider_id, type") == [(8, "flatrate"), (9, "flatrate"), (9, "rent")]


def test_a_page_refines_what_the_list_calls_by_an_alias(offers: Catalogue) -> None:
    old = page("US", 1, seen("US", 119, quality="4k"))
    offers.answered([record(TITLE, 2, seen("US", 9))], [old])
    assert offers.rows("provider_id, quality") == [(9, "4k")]


def test_an_id_that_becomes_an_alias_takes_its_history_along(offers: Catalogue) -> None:
    offers.con.execute("DELETE FROM aliases")
    offers.answered([record(TITLE, 1, seen("US", 119), seen("GB", 119), seen("GB", 9))])
    offers.con.execute(f"INSERT INTO aliases {aliases_sql()}")
    offers.answered([record(TITLE, 2, seen("US", 119), seen("GB", 119), seen("GB", 9))])
    assert offers.spans() == [("GB", 9, None, 1, None), ("US", 9, None, 1, None)]
    assert news(offers) == []


# -- sightings that are not whole ----------------------------------------------------------------


def test_a_gallery_confirms_whatever_is_open_of_the_service(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 8, "ads"), seen("US", 8, "flatrate"))])
    offers.answered(partly=[Partly(TITLE, "US", 8, 3)])
    assert offers.rows("type, source, last_seen") == [
        ("ads", "tmdb", day(3)),
        ("flatrate", "tmdb", day(3)),
    ]


def test_a_gallery_opens_under_its_own_name_until_an_answer_denies_it(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1)], partly=[Partly(TITLE, "US", 8, 2)])
    assert offers.rows("source, quality, valid_from, valid_to, is_news") == [
        ("justwatch", "unspecified", day(2), None, True)
    ]
    offers.answered([record(TITLE, 3)], partly=[Partly(TITLE, "US", 8, 2)])
    offers.answered([record(TITLE, 3)], partly=[Partly(TITLE, "US", 8, 2)])
    assert offers.spans() == [("US", 8, None, 2, 3)]


def test_what_a_whole_answer_denies_no_older_sighting_opens(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 2)], partly=[Partly(TITLE, "US", 8, 2)])
    assert offers.spans() == []
    offers.answered(partly=[Partly(TITLE, "US", 8, 1, source="drop/x")])
    assert offers.spans() == []


def test_a_whole_answer_that_agrees_makes_the_offer_its_own(offers: Catalogue) -> None:
    offers.answered(partly=[Partly(TITLE, "US", 8, 1, source="drop/x"), Partly(TITLE, "US", 8, 1)])
    assert offers.rows("source, is_news") == [("justwatch", False)]  # a gallery before a file
    offers.answered([record(TITLE, 2, seen("US", 8))])
    assert offers.rows("source, valid_from, valid_to") == [("tmdb", day(1), None)]


def test_a_file_confirms_and_opens_in_its_own_way(offers: Catalogue) -> None:
    offers.answered([record(TITLE, 1, seen("US", 8))])
    offers.answered(partly=[Partly(TITLE, "US", 8, 2, type, "drop/x") for type in ("ads", "rent")])
    assert offers.rows("type, source") == [
        ("ads", "drop/x"), ("flatrate", "tmdb"), ("rent", "drop/x"),
    ]  # fmt: skip


def test_a_whole_catalogue_closes_what_its_own_files_opened(offers: Catalogue) -> None:
    """The second file of a service's catalogue no longer has tv/1, and never had tv/2."""
    con = offers.con
    con.execute("CREATE TABLE links AS SELECT * FROM (VALUES ('movie/603', 'drop/x', 'a'), "
                "('tv/1', 'drop/x', 'b')) AS l(title_id, source, source_id)")  # fmt: skip

    def dropped(*files: tuple[str, str, int]) -> None:
        rows = [
            SourceRecord(
                source="drop/x", source_id=one, title_id=f"drop/{one}", outcome="found",
                answer_id=file, requested_at=day(number), observed_at=day(number),
                parser_version="1", offers=(seen("US", 8),), offers_complete=True,
            )
            for one, file, number in files
        ]  # fmt: skip
        con.register("listed", arrow_table(RECORDS, [record("tv/2", 1, seen("US", 8))]))
        con.register("pages", arrow_table(RECORDS, []))
        con.register("drop_records", arrow_table(RECORDS, rows))
        offers._partial("shown", [])
        con.execute(f"CREATE OR REPLACE TEMP TABLE dropped AS {dropped_sql()}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE catalogues AS {catalogues_sql()}")
        offers.moved_on()

    dropped(("a", "first", 2), ("b", "first", 2))
    columns = "title_id, source, valid_from, valid_to"
    assert offers.rows(columns) == [
        ("movie/603", "drop/x", day(2), None),
        ("tv/1", "drop/x", day(2), None),
        ("tv/2", "tmdb", day(1), None),
    ]
    for _ in range(2):
        dropped(("a", "second", 4), ("b", "first", 2))
        assert offers.rows(columns) == [
            ("movie/603", "drop/x", day(2), None),
            ("tv/1", "drop/x", day(2), day(4)),
            ("tv/2", "tmdb", day(1), None),
        ]


def test_every_name_met_is_counted_by_id_and_type(offers: Catalogue) -> None:
    offers.answered(
        [record(TITLE, 1, seen("US", 8), seen("GB", 8), seen("US", 10, "rent"))],
        partly=[Partly(TITLE, "US", 8, 1)],
    )
    found = offers.con.execute(f"SELECT * FROM ({met_sql()}) ORDER BY ALL").fetchall()
    assert found == [(8, "P8", "flatrate", 2), (8, "name", "flatrate", 1), (10, "P10", "rent", 1)]


# -- the law -------------------------------------------------------------------------------------

Told = tuple[str, int, str, float | None]  # country, service, type, price
COUNTRIES = ("US", "GB")
# What happens to one title does not touch another: ten histories cost what one does.
TITLES = tuple(f"movie/{number}" for number in range(5)) + tuple(f"tv/{n}" for n in range(5))


@dataclass(frozen=True)
class Step:
    """What comes in at once: a title's list, a page, partial sightings; or one of before again."""

    title_id: str
    gap: int
    listing: frozenset[Told] | None
    page: frozenset[Told] | None
    failed: bool
    partly: frozenset[tuple[str, int, str, str]]
    again: int | None


tellings = st.frozensets(
    st.tuples(
        st.sampled_from(COUNTRIES),
        st.sampled_from([7, 8]),
        st.sampled_from(["flatrate", "rent"]),
        st.sampled_from([None, 3.99]),
    ),
    max_size=4,
)
one_step = st.builds(
    Step,
    title_id=st.sampled_from(TITLES),
    gap=st.integers(0, 3),
    listing=st.none() | tellings,
    page=st.none() | tellings,
    failed=st.integers(0, 3).map(lambda number: number == 0),
    partly=st.frozensets(
        st.tuples(
            st.sampled_from(COUNTRIES),
            st.sampled_from([7, 8]),
            st.sampled_from(["flatrate", "rent"]),
            st.sampled_from(["justwatch", "drop/x", "drop/y"]),
        ),
        max_size=2,
    ),
    again=st.none() | st.integers(0, 9),
)
steps = st.lists(
    st.lists(one_step, min_size=1, max_size=len(TITLES), unique_by=lambda step: step.title_id),
    max_size=7,
)


def cheapest(told: Iterable[Told]) -> dict[tuple[str, int, str], float | None]:
    best: dict[tuple[str, int, str], float | None] = {}
    for country, service, kind, price in told:
        known = best.get((country, service, kind))
        best[country, service, kind] = price if known is None else known
    return best


@dataclass
class Naive:
    """What was true on any day, from a plain list of what was taken in: no intervals anywhere.

    Days of whole answers by (title, country), and partial sightings that no whole answer as new
    denied when they came in.
    """

    whole: dict[tuple[str, str], dict[int, dict[tuple[int, str], float | None]]] = field(
        default_factory=dict
    )
    partly: list[tuple[str, str, int, int, str, str]] = field(default_factory=list)

    def take_whole(self, title_id: str, country: str, number: int, told: Iterable[Told]) -> None:
        answers = self.whole.setdefault((title_id, country), {})
        if not answers or number >= max(answers):
            best = cheapest(told)
            answers[number] = {(s, k): p for (c, s, k), p in best.items() if c == country}

    def take_partly(self, title_id: str, number: int, told: Iterable[Any]) -> None:
        for country, service, kind, source in told:
            if number > max(self.whole.get((title_id, country), {-1: {}})):
                self.partly.append((title_id, country, number, service, kind, source))

    def on(self, number: int) -> set[tuple[Any, ...]]:
        """Offers that stood on a day: the last whole answer's, and what was sighted since."""
        found: set[tuple[Any, ...]] = set()
        for title_id in TITLES:
            for country in COUNTRIES:
                answers = self.whole.get((title_id, country), {})
                last = max((one for one in answers if one <= number), default=-1)
                stands = {k: p for k, p in answers.get(last, {}).items()}
                for service, kind in self._sighted(title_id, country, last, number, set(stands)):
                    stands.setdefault((service, kind), None)
                found |= {(title_id, country, *key, price) for key, price in stands.items()}
        return found

    def _sighted(
        self, title_id: str, country: str, since: int, until: int, there: set[tuple[int, str]]
    ) -> Iterator[tuple[int, str]]:
        mine = [one for one in self.partly if one[:2] == (title_id, country)]
        for number in range(since + 1, until + 1):
            today = [one[3:] for one in mine if one[2] == number]
            before = set(there)
            for service, kind, source in today:
                guess = source == "justwatch"
                known = {s for s, _ in before} if guess else before
                if (service if guess else (service, kind)) not in known:
                    there.add((service, kind))
                    yield service, kind


@settings(max_examples=12, deadline=None)
@given(told=steps)
def test_any_sequence_keeps_the_law(told: list[list[Step]]) -> None:
    """Of every day the history says what a plain model says, whatever came twice or too late."""
    offers, naive, number = Catalogue(), Naive(), 0
    earlier: list[tuple[Any, ...]] = []
    for together in told:
        number += together[0].gap
        came = _together(together, number)
        again = together[0].again
        batches = [came, came]  # twice is once
        if again is not None and earlier:
            batches.append(earlier[again % len(earlier)])
        earlier.append(came)
        standing: list[tuple[Any, ...]] = []
        for place, (listing, pages, partly) in enumerate(batches):
            _take(naive, listing, pages, partly)
            before, standing = standing, offers.answered(listing, pages, partly)
            assert place != 1 or standing == before
    _check_intervals(offers)
    for moment in range(number + 2):
        assert _standing(offers, moment) == naive.on(moment), moment


def _together(steps: list[Step], number: int) -> tuple[list[Any], list[Any], list[Any]]:
    """What comes in of several titles, as one batch."""
    listing, pages, partly = zip(*(_inputs(one, number) for one in steps), strict=True)
    return list(chain(*listing)), list(chain(*pages)), list(chain(*partly))


def _inputs(one: Step, number: int) -> tuple[Any, ...]:
    def offered(told: Iterable[Told]) -> list[OfferSeen]:
        return [seen(c, s, kind, price=price) for c, s, kind, price in told]

    listing = [] if one.listing is None else [
        record(one.title_id, number, *offered(one.listing), complete=not one.failed)
    ]  # fmt: skip
    local = [told for told in one.page or () if told[0] == "US"]
    pages = [record(f"{one.title_id}/US", number, *offered(local))] if local else []
    partly = [Partly(one.title_id, c, s, number, k, source) for c, s, k, source in one.partly]
    return listing, pages, partly


def _take(naive: Naive, listing: Any, pages: Any, partly: list[Partly]) -> None:
    paged = {one.title_id.rsplit("/", 1)[0] for one in pages}
    for one in (one for one in listing if one.offers_complete):
        for country in COUNTRIES:
            if country != "US" or one.title_id not in paged:
                naive.take_whole(one.title_id, country, _number(one), _told(one))
    for one in pages:
        naive.take_whole(one.title_id.rsplit("/", 1)[0], "US", _number(one), _told(one))
    for one in partly:
        told = [(one.country, one.provider_id, one.type, one.source)]
        naive.take_partly(one.title_id, one.number, told)


def _number(one: SourceRecord) -> int:
    return (one.requested_at - day(0)).days


def _told(one: SourceRecord) -> list[Told]:
    return [(o.country, o.provider_id, o.type, o.price) for o in one.offers]


def _standing(offers: Catalogue, moment: int) -> set[tuple[Any, ...]]:
    found = offers.con.execute(
        "SELECT title_id, country, provider_id, type, price FROM held "
        "WHERE valid_from <= $at AND (valid_to IS NULL OR valid_to > $at)",
        {"at": day(moment)},
    ).fetchall()
    assert len(found) == len(set(found))
    return set(found)


def _check_intervals(offers: Catalogue) -> None:
    spans: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
    for *key, since, until, first, last in offers.rows(
        "title_id, country, provider_id, type, quality, valid_from, valid_to, first_seen, last_seen"
    ):
        assert first <= since <= last
        assert until is None or (since < until and last <= until)
        spans.setdefault(tuple(key), []).append((since, until))
    for ordered in spans.values():
        for (_, until), (since, _) in zip(sorted(ordered), sorted(ordered)[1:], strict=False):
            assert until is not None
            assert until <= since
