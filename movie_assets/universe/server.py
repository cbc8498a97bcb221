"""The universe's HTTP server on loopback: sockets, routing by host, faults, a log of requests.

What is answered is decided by the handlers (`tmdb_lists`, `imdb_datasets`, …), which are pure.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from movie_assets.universe import walls
from movie_assets.universe.errors import UniverseError
from movie_assets.universe.facts import FACTS_FOLDER, load_facts
from movie_assets.universe.faults import Faults, broken, delivery_of, twist_of
from movie_assets.universe.http_io import Connection, ranged, tagged
from movie_assets.universe.images import image_answer, image_paths
from movie_assets.universe.imdb_datasets import imdb_answer
from movie_assets.universe.messages import Answer, Request, json_answer, text_answer
from movie_assets.universe.openai_api import openai_answer
from movie_assets.universe.pages import (
    imdb,
    justwatch,
    metacritic,
    rotten_tomatoes,
    tv_tropes,
    wikipedia,
)
from movie_assets.universe.pages.html_page import Page, page_answer
from movie_assets.universe.pages.plan import PagePlan, make_plan
from movie_assets.universe.pages.wikipedia_articles import Encyclopedia, make_encyclopedia
from movie_assets.universe.state import UniverseDay, day_of
from movie_assets.universe.tmdb_export import export_answer
from movie_assets.universe.tmdb_lists import UNAUTHORISED, authorised, tmdb_answer
from movie_assets.universe.tmdb_watch import watch_answer
from movie_assets.universe.wikidata import wikidata_answer

Route = Callable[["UniverseServer", Request], Answer]
_ROBOTS = "User-agent: *\nDisallow: /search\n"
_LARGE_FILES_KEPT = 24  # datasets and id files of the last days asked for; about 1 MB in all


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as it was answered."""

    host: str
    path: str
    status: int
    day: int
    at: float  # seconds of a clock that only goes forward, when the request had been read


class RequestLog:
    """The requests answered so far; safe to read while the server runs."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: list[Logged] = []
        self._lock = threading.Lock()

    def add(self, row: Logged) -> None:
        """Write a request down."""
        with self._lock:
            self._rows.append(row)

    def all(self) -> list[Logged]:
        """Give all rows, the oldest first."""
        with self._lock:
            return list(self._rows)

    def counts(self) -> Counter[tuple[str, int]]:
        """Count requests by (host, status)."""
        return Counter((row.host, row.status) for row in self.all())

    def clear(self) -> None:
        """Forget all rows."""
        with self._lock:
            self._rows.clear()


class UniverseServer:
    """The recorded universe over HTTP; use it as a context manager, or start and stop it.

    Each real host is a path prefix: `base_urls["api.themoviedb.org"] + "/3/movie/603"`. The day
    may be set while it runs. With `require_token`, TMDB's API wants a token or key, any will do.
    With `full_pages` False, pages are not filled up to the size of real ones. With `imdb_pages`,
    IMDb's pages are served instead of the wall they stand behind.
    """

    def __init__(self, day: int = 0, port: int = 0, *, require_token: bool = False,
                 facts: Path = FACTS_FOLDER, full_pages: bool = True,
                 imdb_pages: bool = False) -> None:  # fmt: skip
        """Load the facts and bind the port (0: a free one).

        Errors: UniverseError when the facts cannot be read, the day is negative or the port taken.
        """
        self.facts = load_facts(facts)
        self.require_token = require_token
        self.full_pages = full_pages
        self.imdb_pages = imdb_pages
        self.faults = Faults()
        self.requests = RequestLog()
        self._files = lru_cache(maxsize=_LARGE_FILES_KEPT)(self._make_file)
        self.day = day
        self._http = _bind(port, self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def day(self) -> int:
        """The day being served."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day < 0:
            raise UniverseError(f"The universe begins on day 0; it has no day {day}.")
        self._day = day

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._http.server_address[1])

    @property
    def base_urls(self) -> dict[str, str]:
        """The base URL of each real host, without a slash at the end."""
        return {host: f"http://127.0.0.1:{self.port}/{host}" for host in ROUTES}

    def start(self) -> "UniverseServer":
        """Serve in a daemon thread."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()

    def __enter__(self) -> "UniverseServer":
        """Start."""
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        """Stop."""
        self.stop()

    @cached_property
    def plan(self) -> PagePlan:
        """Which page of the page sources is about which title."""
        return make_plan(self.facts)

    @cached_property
    def encyclopedia(self) -> Encyclopedia:
        """Wikipedia's articles."""
        return make_encyclopedia(self.facts)

    @cached_property
    def image_paths(self) -> frozenset[str]:
        """The pictures there are; the host keeps those of titles that are gone."""
        return image_paths(self.facts.titles)

    def today(self) -> UniverseDay:
        """Give the day being served."""
        return self.open_day(self._day)

    def open_day(self, day: int) -> UniverseDay:
        """Give any day."""
        return day_of(self.facts, day)

    def large_file(self, request: Request) -> Answer:
        """Answer a request for a file of a day, keeping the last ones made."""
        return self._files(request.host, request.path, self._day)

    def _make_file(self, host: str, path: str, day: int) -> Answer:
        request = Request(method="GET", host=host, path=path, query={})
        if host == "files.tmdb.org":
            return export_answer(self.open_day, day, request)
        return imdb_answer(self.open_day(day), request)

    def answer(self, request: Request) -> Answer:
        """Answer a request, faults aside."""
        if request.host not in ROUTES:
            known = ", ".join(ROUTES)
            return text_answer(f"No such host in the universe. It has: {known}\n", 404)
        if request.path == "/robots.txt":
            return text_answer(ROBOTS.get(request.host, _ROBOTS))
        return ROUTES[request.host](self, request)

    def respond(self, connection: Connection, request: Request) -> bool:
        """Answer over a connection; gives False when the connection must close."""
        read_at = time.monotonic()
        rule = self.faults.take(request, self._day)
        asked = replace(request, twist=twist_of(rule)) if rule else request
        answer = broken(rule, request, ranged(request, tagged(self.answer(asked))))
        self.requests.add(Logged(request.host, request.path, answer.status, self._day, read_at))
        return connection.send(request, answer, delivery_of(rule))


def _tmdb(server: UniverseServer, request: Request) -> Answer:
    if server.require_token and not authorised(request):
        return json_answer(UNAUTHORISED, 401)
    return tmdb_answer(server.today(), request)


def _planned(page: Callable[[UniverseDay, PagePlan, Request], Page]) -> Route:
    """Make a route of a page source."""

    def route(server: UniverseServer, request: Request) -> Answer:
        rendered = page(server.today(), server.plan, request)
        return page_answer(rendered, full_size=server.full_pages)

    return route


def _gallery(server: UniverseServer, request: Request) -> Answer:
    page = justwatch.gallery_page(server.today(), request)
    return page_answer(page, full_size=server.full_pages)


def _imdb(server: UniverseServer, request: Request) -> Answer:
    if not server.imdb_pages:
        return walls.challenge(request.host)
    return page_answer(imdb.imdb_page(server.today(), request), full_size=server.full_pages)


def _wikipedia(server: UniverseServer, request: Request) -> Answer:
    return wikipedia.wikipedia_answer(server.encyclopedia, request)


ROUTES: Mapping[str, Route] = {
    "api.themoviedb.org": _tmdb,
    "files.tmdb.org": UniverseServer.large_file,
    "datasets.imdbws.com": UniverseServer.large_file,
    "query.wikidata.org": lambda server, request: wikidata_answer(server.today(), request),
    "image.tmdb.org": lambda server, request: image_answer(server.image_paths, request),
    "www.themoviedb.org": lambda server, request: watch_answer(server.today(), request),
    "www.imdb.com": _imdb,
    "www.rottentomatoes.com": _planned(rotten_tomatoes.rotten_tomatoes_page),
    "www.metacritic.com": _planned(metacritic.metacritic_page),
    "tvtropes.org": _planned(tv_tropes.tv_tropes_page),
    "en.wikipedia.org": _wikipedia,
    "api.wikimedia.org": _wikipedia,
    "www.justwatch.com": _gallery,
    "api.openai.com": lambda _, request: openai_answer(request),
}
ROBOTS: Mapping[str, str] = {
    "www.imdb.com": imdb.ROBOTS,
    "www.rottentomatoes.com": rotten_tomatoes.ROBOTS,
    "www.metacritic.com": metacritic.ROBOTS,
    "tvtropes.org": tv_tropes.ROBOTS,
    "en.wikipedia.org": wikipedia.ROBOTS,
    "api.wikimedia.org": wikipedia.API_ROBOTS,
    "www.justwatch.com": justwatch.ROBOTS,
}


def _bind(port: int, server: UniverseServer) -> ThreadingHTTPServer:
    class Handler(Connection):
        """A connection of this server."""

        universe = server

    class Http(ThreadingHTTPServer):
        """Threads end with the process; many clients may knock at once."""

        daemon_threads = True
        request_queue_size = 128

    try:
        return Http(("127.0.0.1", port), Handler)
    except (OSError, OverflowError) as error:
        raise UniverseError(
            f"The universe cannot listen on 127.0.0.1:{port} ({error}). Choose another port, or 0"
            " for any free one."
        ) from error
