"""Takes in titles that are asked for (`movie-assets request`). Lines are `sources.requests`'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from movie_assets import wiring
from movie_assets.assets.asking import fetched_of
from movie_assets.model.errors import SourceError
from movie_assets.resources.postgres import Postgres
from movie_assets.settings import Settings
from movie_assets.sources.justwatch import JUSTWATCH, kind_in_path, provider_of, wanted_in
from movie_assets.sources.requests import Asked, BadRequest, from_gallery, is_id, requests_in

# Where answers to requests are kept beside those of the galleries asked for every few days.
_PARTITION = "requests"
_INSERT = """
    INSERT INTO app.title_request (source, source_id, title, year, kind, requested_at)
    VALUES (%(source)s, %(source_id)s, %(title)s, %(year)s, %(kind)s, %(at)s)
    ON CONFLICT (source, source_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of a request: titles that are new, that were asked for before, and bad lines."""

    new: int
    known: int
    bad: tuple[BadRequest, ...]


def take_in(settings: Settings, target: str) -> TakenIn:
    """Take in a gallery's titles, a file's lines or one id, each title once.

    Errors: SourceError when the gallery or the file cannot be read.
    """
    found = list(_of_target(settings, target))
    asked = [one for one in found if isinstance(one, Asked)]
    new = _keep(wiring.postgres(settings), asked, settings)
    return TakenIn(
        new=new,
        known=len(asked) - new,
        bad=tuple(one for one in found if isinstance(one, BadRequest)),
    )


def _of_target(settings: Settings, target: str) -> Iterable[Asked | BadRequest]:
    if target.startswith(("https://", "http://")):
        return _of_gallery(settings, target)
    if is_id(target) and not Path(target).exists():
        return requests_in([target])
    try:
        return requests_in(Path(target).read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{target} cannot be read ({error}). Give a JustWatch gallery's address, a file of "
            "JSON lines or ids, or an id such as movie/603 or tt0133093."
        ) from error


def _of_gallery(settings: Settings, url: str) -> Sequence[Asked]:
    parts = urlsplit(url)
    is_gallery = provider_of(url) is not None and kind_in_path(parts.path) is None
    if parts.hostname not in JUSTWATCH.hosts or not is_gallery:
        raise SourceError(
            f"{url} is no gallery: they look like https://www.justwatch.com/us/provider/netflix."
        )
    work = wiring.workbench(settings)
    with (
        work.open_http() as http,
        work.answers.journal(JUSTWATCH.name, _PARTITION, "request") as journal,
    ):
        answer = http.ask(JUSTWATCH, url, title_id=None, at=work.clock.at, run_id="request")
        journal.append(answer)
    listing = wanted_in(fetched_of(answer))
    if not listing.items:
        raise SourceError(f"The gallery could not be taken in: {listing.detail or answer.error}")
    return [from_gallery(one) for one in listing.items]


def _keep(database: Postgres, asked: Iterable[Asked], settings: Settings) -> int:
    at = wiring.clock(settings).at
    with database.connect("movie_app") as connection, connection.transaction():
        return sum(
            connection.execute(
                _INSERT,
                {
                    "source": one.source,
                    "source_id": one.source_id,
                    "title": one.title,
                    "year": one.year,
                    "kind": one.kind,
                    "at": at,
                },
            ).rowcount
            for one in asked
        )
