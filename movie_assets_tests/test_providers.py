"""The registry of services: aliases, channels, unknown names, the order of each country."""

import json
from collections.abc import Iterable

import pytest

from movie_assets.model.offer_rows import Provider, ProviderMet
from movie_assets.model.source_rows import WantedTitle
from movie_assets.streaming.providers import aliases_sql, galleries_sql, registry_sql
from movie_assets.streaming.services import ALIASES, CURRENCIES, GALLERY_NAMES, SEARCHES
from movie_assets.streaming.sightings import shown_sql
from movie_assets_tests.pure_rooms import Room
from movie_assets_tests.test_offers import day


def listed(provider_id: int, name: str, **places: int) -> Provider:
    return Provider(
        provider_id=provider_id, name=name, priorities=json.dumps(places) if places else None
    )


def met(provider_id: int, name: str, kind: str = "flatrate", offers: int = 1) -> ProviderMet:
    return ProviderMet(provider_id=provider_id, name=name, type=kind, offers=offers)


def room(providers: Iterable[Provider], names: Iterable[ProviderMet] = ()) -> Room:
    made = Room()
    made.view("listed_providers", Provider, providers)
    made.view("met", ProviderMet, names)
    made.con.execute(f"CREATE TEMP TABLE aliases AS {aliases_sql()}")
    return made


def registry(providers: Iterable[Provider], *names: ProviderMet) -> dict[int, Provider]:
    rows = room(providers, names).made(Provider, registry_sql())
    assert len({row.provider_id for row in rows}) == len(rows)
    return {row.provider_id: row for row in rows}


def test_an_alias_is_no_service_of_its_own_and_lends_its_names_and_places() -> None:
    found = registry(
        [
            listed(9, "Amazon Prime Video", US=4, DE=5),
            listed(119, "Amazon Prime Video", FR=1, DE=2),
            listed(10, "Amazon Video", US=36),
        ],
        met(119, "Prime", offers=9),
    )
    assert set(found) == {9}
    assert found[9].name == "Amazon Prime Video"
    assert found[9].aliases == ("Amazon Video", "Prime", "10", "119")
    assert json.loads(found[9].priorities or "") == {"DE": 2, "FR": 1, "US": 4}
    assert found[9].display_priority == 1


def test_a_plan_with_advertisements_is_its_service_and_nothing_else_is() -> None:
    found = registry(
        [
            listed(5000, "Telly+"),
            listed(5001, "Telly Plus Standard with Ads"),
            listed(5002, "Nobody with Ads"),
            listed(5003, "Telly+ Kids"),
        ]
    )
    assert set(found) == {5000, 5002, 5003}
    assert found[5000].aliases == ("Telly Plus Standard with Ads", "5001")


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("Starz Amazon Channel", 9),
        ("Paramount Plus Apple TV Channel", 2),
        ("AMC+ Roku Premium Channel", 207),
        ("Criterion Channel", None),
        ("The Roku Channel", None),
    ],
)
def test_a_channel_names_the_service_it_is_sold_through(name: str, parent: int | None) -> None:
    assert registry([listed(6000, name)])[6000].parent_id == parent


def test_a_service_is_what_most_of_its_offers_are() -> None:
    found = registry(
        [listed(9, "Amazon Prime Video"), listed(38, "BBC iPlayer"), listed(7000, "Nothing yet")],
        met(9, "Amazon Prime Video", "flatrate", 5),
        met(10, "Amazon Video", "rent", 3),
        met(10, "Amazon Video", "buy", 3),
        met(38, "BBC iPlayer", "free", 2),
    )
    assert {one: row.type for one, row in found.items()} == {9: "store", 38: "free", 7000: None}


def test_what_the_list_does_not_have_is_kept_and_marked() -> None:
    found = registry(
        [listed(8, "Netflix")],
        met(99, "Old Name", offers=1),
        met(99, "New Name", offers=2),
        met(-5, "some-gallery"),
    )
    assert [(row.name, row.aliases, row.status) for row in found.values()] == [
        ("some-gallery", (), "unknown"),
        ("Netflix", (), "listed"),
        ("New Name", ("Old Name",), "unlisted"),
    ]


def test_a_search_is_the_main_services() -> None:
    found = registry([listed(119, "Amazon Prime Video"), listed(4321, "Unsearchable")])
    assert found[9].search_url == "https://www.primevideo.com/search?phrase={title}"
    assert found[4321].search_url is None


def wanted(country: str, gallery: str, title_id: str | None, number: int = 1) -> WantedTitle:
    return WantedTitle(
        source="justwatch", source_id=str(title_id), country=country, provider=gallery,
        title_id=title_id, seen_at=day(number),
    )  # fmt: skip


def test_galleries_are_services_by_their_names_in_addresses() -> None:
    made = room(
        [listed(8, "Netflix"), listed(38, "BBC iPlayer"), listed(119, "Amazon Prime Video"),
         listed(381, "Canal+"), listed(73, "Tubi TV"), listed(393, "FlixOlé")]
    )  # fmt: skip
    names = ["netflix", "bbc-iplayer", "amazon-prime-video", "canal-plus", "max", "tubi-tv",
             "flixole", "somewhere-else"]  # fmt: skip
    made.con.execute("CREATE TABLE galleries AS SELECT unnest($1) AS gallery", [names])
    found = {name: (provider, kind) for name, provider, kind in made.rows(galleries_sql())}
    unknown = found.pop("somewhere-else")
    assert found == {
        "netflix": (8, "flatrate"),
        "bbc-iplayer": (38, "free"),
        "amazon-prime-video": (9, "flatrate"),
        "canal-plus": (381, "flatrate"),
        "max": (1899, "flatrate"),
        "tubi-tv": (73, "ads"),
        "flixole": (393, "flatrate"),
    }
    # printf somewhere-else | md5sum: the first 28 bits, made negative.
    assert unknown == (-1 - int("5e38194", 16), "flatrate")


def test_what_galleries_show_is_of_titles_we_know_and_not_of_requests() -> None:
    made = room([listed(8, "Netflix")])
    rows = [
        wanted("US", "netflix", "movie/1", 1),
        wanted("US", "netflix", None),
        wanted("", "", "movie/2"),
        wanted("GB", "netflix", "movie/1", 3),
    ]
    made.view("wanted", WantedTitle, rows)
    made.con.execute("CREATE TABLE galleries AS SELECT 'netflix' AS gallery")
    made.con.execute(f"CREATE TABLE gallery_services AS {galleries_sql()}")
    assert made.rows(f"SELECT * EXCLUDE (seen_at, provider) FROM ({shown_sql()})") == [
        ("movie/1", "GB", 8, "flatrate", "justwatch"),
        ("movie/1", "US", 8, "flatrate", "justwatch"),
    ]


def test_the_data_contradicts_itself_nowhere() -> None:
    aliases = {alias.provider_id: alias.main_id for alias in ALIASES}
    assert len(aliases) == len(ALIASES)
    assert not set(aliases) & set(aliases.values()), "a main id that is an alias itself"
    assert all(alias.reason for alias in ALIASES)
    for ids in (dict(SEARCHES), dict(GALLERY_NAMES), dict(CURRENCIES)):
        assert ids
    assert not set(dict(SEARCHES)) & set(aliases), "a search nobody would be led to"
    assert not {main for _, main in GALLERY_NAMES} & set(aliases)
    for url in dict(SEARCHES).values():
        assert url.startswith("https://")
        assert url.count("{title}") == 1
