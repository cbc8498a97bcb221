"""Walks over the whole universe through HTTP: right pages accepted, wrong ones never; the traps."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx
import pytest
from universe_walks import PAGE_SOURCES, Strolled, asking, known_titles, seasons_of, stroll

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.base import Fetched
from movie_assets.sources.candidates import candidate, source_id_in
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.registry import source_named
from movie_assets.sources.verification import verify
from movie_assets.universe.facts import PageTrap, load_page_traps
from movie_assets.universe.pages.shown import shown
from movie_assets.universe.pages.slugs import spaced
from movie_assets.universe.pages.tv_tropes import is_long, tropes_of
from movie_assets.universe.server import UniverseServer

# Titles without a page cost ten requests each to find out: one in eight stands for them.
PAGELESS_STEP = 8
LEAST_ACCEPTED = 0.97
TRAPS = load_page_traps()


@dataclass
class World:
    """The universe being served, its titles as the product knows them, and answers given so far."""

    server: UniverseServer
    client: httpx.Client
    titles: dict[str, KnownTitle]
    renamed: dict[str, str]  # ids that TMDB merges into another on a later day: the same works
    answers: dict[str, Fetched] = field(default_factory=dict)

    def ask(self, url: str) -> Fetched:
        if url not in self.answers:
            self.answers[url] = asking(self.server, self.client)(url)
        return self.answers[url]

    def page_of(self, source: str, title_id: str) -> str | None:
        return self.server.plan[source].right.get(self.renamed.get(title_id, title_id))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with UniverseServer(full_pages=False) as server, httpx.Client(trust_env=False) as client:
        renamed = {event.title_id: event.into for event in server.facts.lifecycle if event.into}
        yield World(server, client, known_titles(server), renamed)


def accepted(strolled: Strolled) -> str | None:
    pages = [one for one in strolled.walked.pages if one.status == "accepted"]
    assert len(pages) <= 1
    return pages[0].page_source_id if pages else None


def in_sample(title_id: str) -> bool:
    return hashlib.md5(title_id.encode()).digest()[0] % PAGELESS_STEP == 0


@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_right_pages_are_accepted_and_wrong_ones_never(world: World, source: str, tell):
    counts: dict[str, Counter[str]] = {"movie": Counter(), "tv": Counter()}
    wrong: list[tuple[str, str]] = []
    for title_id, known in world.titles.items():
        right, count = world.page_of(source, title_id), counts[known.kind]
        if right is None and not in_sample(title_id):
            continue
        strolled = stroll(source, known, world.ask)
        own = accepted(strolled)
        wrong += [(title_id, own)] if own not in (None, right) else []
        group = "with" if right else "without"
        count[group] += 1
        count[f"requests {group}"] += len(strolled.asked)
        count["found"] += any(one.page_source_id == right for one in strolled.walked.pages if right)
        count["accepted"] += own is not None and own == right
    for kind, count in counts.items():
        tell(f"Walks: {source:15} {kind:5} {told(count)}")
    assert wrong == []
    for kind, count in counts.items():
        # The one show with a page on TV Tropes stands among the films: no share to speak of.
        if count["with"] > 1:
            assert count["accepted"] >= LEAST_ACCEPTED * count["with"], kind


def told(count: Counter[str]) -> str:
    return (
        f"with a page {count['with']:5}  found {count['found'] / (count['with'] or 1):.4f}  "
        f"accepted {count['accepted'] / (count['with'] or 1):.4f}  wrong 0  requests a title "
        f"{count['requests with'] / (count['with'] or 1):.2f}, without a page "
        f"{count['requests without'] / (count['without'] or 1):.2f}"
    )


def judged(world: World, trap: PageTrap) -> str:
    """What a trap's page is to the title that guesses it, read as the page it leads to."""
    source = source_named(trap.source)
    fetched = world.ask(candidate(trap.source, trap.page, "trap").url)
    reading = source.read(fetched)
    if reading.outcome is Outcome.MOVED:
        there = candidate(trap.source, reading.moved_to or "", "trap").url
        reading = source.read(replace(fetched, url=there))
    if not reading.records:
        return str(reading.outcome)
    page = reading.records[0]
    landed = source_id_in(trap.source, fetched.final_url or "") == page.source_id
    known = world.titles[trap.title_id]
    return verify(page, known, led_from=trap.page if landed else None).status


def test_no_trap_is_taken_for_the_titles_page(world: World):
    known = [trap for trap in TRAPS if trap.title_id in world.titles]
    wrong_pages = [trap for trap in known if trap.answer != "moved"]
    assert len(wrong_pages) >= 300
    answers = {(trap.source, trap.page, trap.title_id): judged(world, trap) for trap in wrong_pages}
    assert [key for key, answer in answers.items() if answer == "accepted"] == []
    assert set(answers.values()) == {"rejected", "review", "wrong_title"}
    # Each is refused by what it shows, unless nothing but ids tells: then it waits for a person.
    unsure = [trap for trap in wrong_pages if not trap.told_by and trap.answer != "choices"]
    assert len(unsure) >= 10
    by_hand = [trap for trap in wrong_pages if trap.case]
    assert len({trap.case for trap in by_hand}) >= 18


def test_moved_pages_are_taken_where_they_stand_now(world: World):
    moved = [trap for trap in TRAPS if trap.answer == "moved" and trap.title_id in world.titles]
    assert len(moved) >= 50
    for trap in moved:
        own = accepted(stroll(trap.source, world.titles[trap.title_id], world.ask))
        assert own == trap.right, trap


@pytest.mark.parametrize("source", ["rotten_tomatoes", "metacritic"])
def test_shows_bring_every_season_that_has_a_page(world: World, source: str):
    day, seen = world.server.today(), 0
    shows = [key for key, known in world.titles.items() if known.kind == "tv"]
    for title_id in sorted(shows)[::4]:
        page_id = world.page_of(source, title_id)
        strolled = stroll(
            source, world.titles[title_id], world.ask, seasons_of(world.server, title_id)
        )
        if page_id is None or accepted(strolled) != page_id:
            assert not strolled.walked.episodes
            continue
        found = {row.season: row for row in strolled.walked.episodes if row.episode == 0}
        for number in seasons_of(world.server, title_id):
            content = shown(day, source, world.server.plan[source].entries[page_id], number)
            scores = {rating.metric: rating.value for rating in found[number].ratings}
            wanted = {"critics": content.critics, "audience": content.audience}
            assert scores == {who: one.value for who, one in wanted.items() if one}
            assert (found[number].title_id, found[number].source_id) == (title_id, page_id)
            seen += 1
    assert seen > 60


def test_long_works_bring_the_tropes_of_their_subpages(world: World):
    day, long = world.server.today(), 0
    for title_id in sorted(set(world.titles) - set(world.renamed)):
        page_id = world.page_of("tv_tropes", title_id)
        entry = world.server.plan["tv_tropes"].entries.get(page_id or "")
        if entry is None or not is_long(entry, tropes_of(day, entry)):
            continue
        strolled = stroll("tv_tropes", world.titles[title_id], world.ask)
        assert any(one.reason == "subpage" for one in strolled.asked), page_id
        own = next(one for one in strolled.walked.records if one.title_id == title_id)
        assert set(own.tropes) == {spaced(trope) for trope in tropes_of(day, entry)}, page_id
        long += 1
    assert long > 20


@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_the_same_walk_twice_is_the_same(world: World, source: str):
    for title_id in sorted(world.titles)[::150]:
        known = world.titles[title_id]
        assert stroll(source, known, world.ask) == stroll(source, known, world.ask)
