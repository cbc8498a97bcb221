"""A Rotten Tomatoes page cut up, and whose page it says it is. What it says of it: files beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from movie_assets.sources.page_words import path_of
from movie_assets.sources.pages import head_facts, linked_data, script_json
from movie_assets.sources.values import mapping, text

Json = Mapping[str, object]

SITE = "https://www.rottentomatoes.com"
_PATH = re.compile(r"/(m|tv)/([^/]+)(?:/s([0-9]{1,3})(?:/e([0-9]{1,4}))?)?(?:/.*)?")
KIND_OF_TYPE = {
    "Movie": "movie",
    "TVSeries": "tv",
    "TVSeason": "season",
    "CreativeWorkSeason": "season",
    "TVEpisode": "episode",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page's parts that are cut out once and looked at by many."""

    body: bytes
    url: str
    head: Mapping[str, str]
    linked: Json  # the JSON-LD of the title, empty for none
    listed: bool  # JSON-LD of a list of titles instead
    scorecard: Json
    details: Json
    hero: Json

    @property
    def board(self) -> Json:
        """What score-details-json says of the title."""
        return mapping(self.details.get("scoreboard"))


@dataclass(frozen=True, slots=True)
class PathId:
    """A title's place on the site."""

    section: str
    slug: str
    season: str | None = None
    episode: str | None = None

    @property
    def source_id(self) -> str:
        """`m/up`, `tv/x`, `tv/x/s01` or `tv/x/s01/e02`."""
        below = [f"s{self.season}"] if self.season else []
        below += [f"e{self.episode}"] if self.episode else []
        return "/".join([self.section, self.slug, *below])

    @property
    def kind(self) -> str:
        """Film, show, season or episode."""
        if self.section == "m":
            return "movie"
        return "episode" if self.episode else "season" if self.season else "tv"


def page_of(body: bytes, url: str) -> Page:
    """The page, cut up."""
    linked = linked_data(body)
    titles = [entry for entry in linked if entry.get("@type") in KIND_OF_TYPE]
    return Page(
        body=body,
        url=url,
        head=head_facts(body),
        linked=titles[0] if titles else {},
        listed=any(entry.get("@type") == "ItemList" for entry in linked) and not titles,
        scorecard=mapping(script_json(body, "media-scorecard-json")),
        details=mapping(
            script_json(body, "score-details-json") or script_json(body, "scoreDetails")
        ),
        hero=mapping(mapping(script_json(body, "media-hero-json")).get("content")),
    )


def path_id(page: Page) -> PathId | None:
    """The page's own address before the one asked for: slugs move."""
    said = (
        page.head.get("og:url"),
        page.head.get("canonical"),
        page.linked.get("url"),
        mapping(page.scorecard.get("criticsScore")).get("reviewsPageUrl"),
        page.board.get("tomatometerCountHref"),
        page.url,
    )
    for address in said:
        found = _PATH.fullmatch(path_of(text(address)))
        if found:
            return PathId(*cast("tuple[str, str, str | None, str | None]", found.groups()))
    return None
