"""Provider galleries as records of the titles they show. Their pages are read in `justwatch`.

A gallery is asked for as a whole and its newest answer counts as a whole, so its titles are filed
under the gallery (`gallery/us/netflix`), never under a title of ours: nobody has matched them yet.
"""

from __future__ import annotations

from dataclasses import replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import ExternalId
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.justwatch import JUSTWATCH, TitleWanted, wanted_in
from movie_assets.sources.page_words import path_of

SITE = "https://www.justwatch.com"
_GALLERY = "gallery/"


def gallery_id(country: str, provider: str) -> str:
    """What a gallery's answers are filed under.

    >>> gallery_id("us", "netflix")
    'gallery/us/netflix'
    """
    return f"{_GALLERY}{country}/{provider}"


def gallery_url(filed_under: str) -> str:
    """A gallery's address: its first page, the titles most looked at.

    >>> gallery_url("gallery/uk/netflix")
    'https://www.justwatch.com/uk/provider/netflix'
    """
    country, provider = filed_under.removeprefix(_GALLERY).split("/")
    return f"{SITE}/{country}/provider/{provider}"


def listed_id(wanted: TitleWanted) -> str:
    """What a title goes by in a gallery: JustWatch's id, else its page's path."""
    return wanted.justwatch_id or path_of(wanted.url or "").strip("/") or wanted.title


def read(fetched: Fetched) -> Reading:
    """Read a gallery's page.

    Source: GET https://www.justwatch.com/{cc}/provider/{provider}.
    Shape:  one record a title, each once, filed under the gallery.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    listing = wanted_in(fetched)
    if listing.outcome is not Outcome.FOUND:
        return Reading(outcome=listing.outcome, detail=listing.detail)
    named = {listed_id(wanted): wanted for wanted in listing.items}
    records = (_record(own_id, wanted, fetched) for own_id, wanted in sorted(named.items()))
    return Reading(outcome=Outcome.FOUND, records=tuple(records), detail=listing.detail)


def _record(own_id: str, wanted: TitleWanted, fetched: Fetched) -> SourceRecord:
    ids = (("imdb", wanted.imdb_id), ("tmdb", wanted.tmdb_id))
    return SourceRecord(
        source=JUSTWATCH.name,
        source_id=own_id,
        title_id=fetched.title_id,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=JUSTWATCH.parser_version,
        kind=wanted.kind,
        title=wanted.title,
        year=wanted.year,
        external_ids=tuple(ExternalId(source=name, id=value) for name, value in ids if value),
        url=wanted.url,
        observed_at=fetched.requested_at,
    )


GALLERIES = replace(JUSTWATCH, read=read)
