"""Turns settings into the things they describe: database, lake, clients. No asset is named here."""

from __future__ import annotations

import datetime as dt
import functools
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from movie_assets.dna.spending import Prices
from movie_assets.logs import secrets_of
from movie_assets.model.errors import SettingsError
from movie_assets.model.operation_rows import LinkDecision
from movie_assets.refresh.bounds import Scope
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.database import ensure_database, prepare_database
from movie_assets.resources.drops import DropPlaces
from movie_assets.resources.embedded_postgres import EmbeddedPostgres
from movie_assets.resources.hiding import Hiding
from movie_assets.resources.hot_titles import HotTitles
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Lake
from movie_assets.resources.pictures import PictureLimits
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.webhook import Webhook
from movie_assets.settings import Settings, now
from movie_assets.sources.registry import SOURCES, withheld
from movie_assets.sources.requests import Asked, kept_request
from movie_assets.universe.days import date_of
from movie_assets.universe.process import UniverseProcess

if TYPE_CHECKING:  # openai takes 21 MB, which a step without it does not have to spend
    from movie_assets.resources.embedder import Embedder
    from movie_assets.resources.llm import ChatModel
    from movie_assets.resources.workbench import Workbench

CATALOGUE = "movie_assets"
DAGSTER = "dagster"
# TMDB's files of a day are out by 08:00 UTC; what runs before belongs to the day before.
LANE_DAY_BEGINS = dt.timedelta(hours=8)
# Views thin out as 1 / rank: beyond these titles lies less than a fifth of a million titles' views.
MOST_VIEWED = 100_000
# Where a root whose home is closed to the server's user keeps the data: /var/tmp may be swept.
CLOSED_HOME = Path("/var/lib")


def embedded_server(settings: Settings) -> EmbeddedPostgres:
    """The server of our own, which need not be running."""
    return EmbeddedPostgres(
        settings.home / "postgres", settings.postgres_port, elsewhere=CLOSED_HOME
    )


def database_url(settings: Settings, database: str = CATALOGUE) -> str:
    """The URL of one of our databases, starting our own server where no other is set.

    Of a server of yours the database named in MOVIE_ASSETS_DATABASE_URL is the catalogue's, and
    `dagster` beside it is Dagster's.
    """
    if settings.database_url is None:
        return embedded_server(settings).ensure_running().url(database)
    given = settings.database_url.get_secret_value()
    if database == CATALOGUE:
        return given
    return urlunsplit(urlsplit(given)._replace(path=f"/{database}"))


def reader_password(settings: Settings) -> str:
    """The password of movie_reader: set, or made up once and kept where only we can read it."""
    if settings.reader_password:
        return settings.reader_password.get_secret_value()
    settings.home.mkdir(parents=True, exist_ok=True)
    kept = settings.home / "reader.password"
    if not kept.exists():
        made = kept.with_name(f"{kept.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(18))
        made.replace(kept)
    return kept.read_text()


def reader_url(settings: Settings) -> str:
    """What anybody may read the served views with."""
    parts = urlsplit(database_url(settings))
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"movie_reader:{reader_password(settings)}@{host}"))


def prepare_databases(settings: Settings) -> None:
    """Make both databases ready; does nothing where nothing is to be done."""
    if settings.database_url is None:
        server = embedded_server(settings)
        server.ensure_running()
        server.create_database(CATALOGUE)
    ensure_database(database_url(settings), DAGSTER)
    prepare_database(database_url(settings), reader_password(settings))


def postgres(settings: Settings) -> Postgres:
    """The catalogue's database."""
    return Postgres(functools.cache(lambda: database_url(settings)))


def workbench(settings: Settings) -> Workbench:
    """What the assets work with."""
    scratch = settings.home / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    lake = Lake(settings.lake_root, scratch, withheld(settings.rights))
    from movie_assets.resources import workbench as works  # noqa: PLC0415 - brings Dagster, 1.5 s

    return works.Workbench(
        lake=lake,
        duckdb=works.in_memory_duckdb(settings.home / "spill"),
        answers=AnswerStore(lake, settings.home / "journal"),
        clock=clock(settings),
        open_http=_http(settings),
        scratch=scratch,
        hot_titles=hot_titles(settings).wanted_now,
        recent_views=functools.partial(_recent_views, postgres(settings)),
        title_requests=functools.partial(_title_requests, postgres(settings)),
        link_decisions=functools.partial(_link_decisions, postgres(settings)),
        scope=Scope(**settings.scope.model_dump()),
        imdb_pages=settings.imdb_pages,
        pictures=_picture_limits(settings),
        drops=drop_places(settings),
        embedder=_embedder(settings),
        chat=_chat(settings),
    )


def hot_titles(settings: Settings) -> HotTitles:
    """The popular lane's book, by the clock of whoever asks."""
    return HotTitles(postgres(settings), now=lambda: clock(settings).at)


def lane_day(settings: Settings) -> Callable[[dt.datetime], dt.date]:
    """Which day a lane's run at some time counts for: the universe's, or the export's of then."""
    universe = date_of(settings.universe_day)
    return lambda at: (at - LANE_DAY_BEGINS).date() if settings.live else universe


def webhook(settings: Settings) -> Webhook:
    """Where incidents are told."""
    url = settings.webhook.get_secret_value() if settings.webhook else None
    return Webhook(url, Hiding(secrets_of(settings)))


def drop_places(settings: Settings) -> DropPlaces:
    """Where files are dropped."""
    return DropPlaces(
        urls=tuple(settings.drop_places),
        options=settings.drop_options,
        own_mappings=settings.drop_mappings or settings.home / "mappings",
    )


def clock(settings: Settings) -> RunClock:
    """The universe's day at midnight, or now."""
    if settings.live:
        return RunClock(now())
    day = date_of(settings.universe_day)
    return RunClock(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))


def _http(settings: Settings) -> Callable[[], AbstractContextManager[HttpClient]]:
    # Budgets spare real hosts; the universe is ours, and a default run asks for all it has.
    lifted = {} if settings.live else dict.fromkeys(SOURCES)
    if unknown := sorted(settings.budgets.keys() - SOURCES.keys()):
        raise SettingsError(
            f"MOVIE_ASSETS_BUDGETS names {', '.join(unknown)}, which is no source; there are "
            f"{', '.join(SOURCES)}."
        )

    def opened() -> HttpClient:
        base_urls = {} if settings.live else universe(settings.universe_day).base_urls
        return HttpClient(
            base_urls=base_urls,
            user_agent=settings.user_agent,
            tokens=settings.source_tokens,
            pace=settings.effective_pace,
            shared=settings.shared_pace,
            budgets=lifted | settings.budgets,
        )

    return opened


@functools.cache
def universe(day: int) -> UniverseProcess:
    """The universe of a day, started once by each process that asks it; it ends with that one."""
    return UniverseProcess(day)


def _picture_limits(settings: Settings) -> PictureLimits | None:
    if not settings.media:
        return None
    return PictureLimits(
        file_bytes=int(settings.media_file_mb * 1e6), all_bytes=settings.media_mb * 1_000_000
    )


def _embedder(settings: Settings) -> Embedder | None:
    if settings.openai_api_key is None:
        return None
    from movie_assets.resources.embedder import OpenAIEmbedder  # noqa: PLC0415 - as above

    return OpenAIEmbedder(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.embedding_model,
        dims=settings.embedding_dims,
    )


def _chat(settings: Settings) -> ChatModel | None:
    """The model that tells DNA; both a key and its name have to be set."""
    if settings.openai_api_key is None or settings.dna_model is None:
        return None
    from movie_assets.resources.llm import ChatModel  # noqa: PLC0415 - as above

    return ChatModel(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.dna_model,
        prices=Prices(*settings.chat_prices),
        usd_a_day=settings.dna_usd_a_day,
        prompts_a_day=settings.dna_prompts_a_day,
    )


def _recent_views(database: Postgres, since: dt.datetime) -> list[tuple[str, int]]:
    with database.connect("movie_app") as connection:
        return connection.execute(
            "SELECT title_id, count(*) FROM app.title_view WHERE viewed_at >= %s "
            "GROUP BY title_id ORDER BY count(*) DESC, title_id LIMIT %s",
            (since, MOST_VIEWED),
        ).fetchall()


def _title_requests(database: Postgres) -> list[Asked]:
    """Every title asked for, the oldest request first."""
    with database.connect("movie_app") as connection:
        rows = connection.execute(
            "SELECT source, source_id, title, year, kind FROM app.title_request ORDER BY request_id"
        ).fetchall()
    return [kept_request(*row) for row in rows]


def _link_decisions(database: Postgres) -> list[LinkDecision]:
    """Every word on a link, the oldest first; times in UTC, whatever the server's zone."""
    with database.connect("movie_app") as connection:
        rows = connection.execute(
            "SELECT title_id, source, source_id, accepted, decided_by, decided_at, decision_id "
            "FROM app.link_decision ORDER BY decision_id"
        ).fetchall()
    return [
        LinkDecision(
            title_id=title_id,
            source=source,
            source_id=source_id,
            accepted=accepted,
            decided_by=decided_by,
            decided_at=decided_at.astimezone(dt.UTC),
            decision_id=decision_id,
        )
        for title_id, source, source_id, accepted, decided_by, decided_at, decision_id in rows
    ]
