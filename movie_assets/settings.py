"""The only file that reads the environment. It says what may be set; it opens nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from movie_assets.model.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent


NonNegative = Annotated[float, Field(ge=0)]


class ScopeSettings(BaseModel):
    """Which titles are wanted: see `refresh.bounds.Scope`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[Literal["movie", "tv"], ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    min_votes: Annotated[int, Field(ge=0)] | None = None
    min_popularity: Annotated[float, Field(ge=0)] | None = None


class Settings(BaseSettings):
    """Every setting, each `MOVIE_ASSETS_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="MOVIE_ASSETS_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path.home() / ".movie-assets",
        description="Where the lake, the embedded Postgres and Dagster's files live.",
    )
    dotenv: Path = Field(
        default=PROJECT / ".env",
        description="File that `run` and `up` write for `dagster dev`, readable by you alone.",
    )
    lake: str | None = Field(
        default=None, description="Any fsspec path or URL; by default <home>/lake."
    )
    database_url: SecretStr | None = Field(
        default=None, description="A Postgres server with pgvector, instead of the embedded one."
    )
    postgres_port: int = Field(default=54329, description="Port of the embedded Postgres.")
    webserver_port: int = Field(default=3939, description="Port of Dagster's webserver.")
    reader_password: SecretStr | None = Field(
        default=None, description="Password of movie_reader; by default made up once and kept."
    )
    live: bool = Field(default=False, description="Ask the real sources, not the universe.")
    contact: str | None = Field(
        default=None, description="Mail or address for the User-Agent; --live needs it."
    )
    tmdb_token: SecretStr | None = Field(default=None, description="TMDB API read access token.")
    pace: float | None = Field(
        default=None,
        ge=0,
        description="Multiplies waiting between requests: 0 against the universe, 1 when live.",
    )
    budgets: dict[str, Annotated[int, Field(ge=0)] | None] = Field(
        default={},
        description=(
            'Requests a day by source, as JSON: {"metacritic": 300}; null lifts a stated one. '
            "Against the universe only those named here hold."
        ),
    )
    universe_day: int = Field(default=0, ge=0, description="Which day the universe has reached.")
    imdb_pages: bool = Field(
        default=False,
        description="Ask for IMDb's pages, which stand behind a wall and its terms of use.",
    )
    media: bool = Field(
        default=False, description="Keep copies of posters and backdrops in the lake."
    )
    media_mb: int = Field(
        default=2_000, ge=0, description="Megabytes that all those copies may take together."
    )
    media_file_mb: float = Field(
        default=5.0, gt=0, description="Megabytes of one picture; a larger one is not kept."
    )
    drops: str | None = Field(
        default=None,
        description="Where files are dropped, by commas: folders, sftp://user@host/path or "
        "s3://bucket/prefix; by default <home>/drops.",
    )
    drop_options: dict[str, dict[str, Any]] = Field(
        default={},
        repr=False,
        description='fsspec\'s options by protocol, as JSON: {"sftp": {"password": "…"}, '
        '"s3": {"key": "…", "secret": "…"}}. Secrets belong here, not in an address.',
    )
    drop_mappings: Path | None = Field(
        default=None, description="Folder of mappings of your own; by default <home>/mappings."
    )
    openai_api_key: SecretStr | None = Field(
        default=None, description="Turns on embeddings by an OpenAI-compatible service."
    )
    dna_model: str | None = Field(
        default=None,
        description="A chat model of that service that tells the DNA of titles, for money.",
    )
    dna_prices: tuple[NonNegative, NonNegative] | None = Field(
        default=None,
        description="US dollars for a million tokens that model reads and writes, as JSON: "
        "[0.25, 2.0]; [0, 0] for one of your own.",
    )
    dna_usd_a_day: float = Field(
        default=1.0, ge=0, description="US dollars a day it may cost, never more."
    )
    dna_prompts_a_day: int = Field(
        default=200, ge=0, description="Questions a day, of five titles each, never more."
    )
    openai_base_url: str = Field(
        default="https://api.openai.com/v1", description="Where that service is."
    )
    embedding_model: str = Field(default="text-embedding-3-small", description="Its model.")
    embedding_dims: int = Field(default=256, description="Length of that model's vectors.")
    rights: Literal["personal", "non-commercial", "open"] = Field(
        default="personal", description="What the catalogue is used for; filters what is served."
    )
    scope: ScopeSettings = Field(
        default=ScopeSettings(),
        description=(
            'Which titles are wanted, as JSON: {"kinds": ["movie"], "languages": ["en"], '
            '"countries": ["US"], "min_votes": 100, "min_popularity": 1}.'
        ),
    )
    webhook: SecretStr | None = Field(
        default=None, description="Address that incidents are posted to as JSON; it is a secret."
    )

    @property
    def lake_root(self) -> str:
        """The lake's fsspec path."""
        return self.lake or str(self.home / "lake")

    @property
    def drop_places(self) -> list[str]:
        """The folders, servers and buckets watched for dropped files."""
        given = self.drops or str(self.home / "drops")
        return [place.strip() for place in given.split(",") if place.strip()]

    @property
    def effective_pace(self) -> float:
        """How much politeness to keep."""
        return self.pace if self.pace is not None else (1.0 if self.live else 0.0)

    @property
    def shared_pace(self) -> Path:
        """Where the processes of a home keep one rate and one budget; the universe's apart."""
        return self.home / "pace" / ("live" if self.live else "universe")

    @property
    def user_agent(self) -> str:
        """Who we say we are.

        Errors: SettingsError when live without a contact.
        """
        if self.live and not self.contact:
            raise SettingsError(
                "Live runs tell sources whom to write to: set MOVIE_ASSETS_CONTACT to a mail "
                "address or a web page of yours."
            )
        return f"movie-assets/0.1 ({self.contact or 'recorded universe'})"

    def check_live(self) -> None:
        """Refuse what a live run cannot do without before anything is started.

        Errors: SettingsError naming the setting that is missing.
        """
        if self.live:
            _ = self.user_agent, self.source_tokens

    def for_children(self) -> dict[str, str]:
        """What was set, but for secrets, as the variables that say it again to another process."""
        fields = type(self).model_fields
        shown = {
            name
            for name in self.model_fields_set
            if fields[name].repr and not isinstance(getattr(self, name), SecretStr)
        }
        given = self.model_dump(mode="json", include=shown, exclude_none=True)
        return {
            f"MOVIE_ASSETS_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in given.items()
        }

    @property
    def secrets(self) -> list[str]:
        """Every value that must never be shown: secret settings, passwords inside them, options."""
        given = (getattr(self, name) for name in type(self).model_fields)
        texts = [one.get_secret_value() for one in given if isinstance(one, SecretStr)]
        passwords = [urlsplit(text).password for text in texts if "://" in text]
        options = [
            value
            for option in self.drop_options.values()
            for value in option.values()
            if isinstance(value, str) and "://" not in value
        ]
        return [*texts, *(one for one in passwords if one), *options]

    @property
    def chat_prices(self) -> tuple[float, float]:
        """What the model that tells DNA costs.

        Errors: SettingsError when nobody said, since then no budget could hold.
        """
        if self.dna_prices is None:
            raise SettingsError(
                "A model that tells DNA costs money: set MOVIE_ASSETS_DNA_PRICES to its US dollars "
                "for a million tokens read and written, such as [0.25, 2.0]."
            )
        return self.dna_prices

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps compute logs and its copy of dagster.yaml."""
        return self.home / "dagster"

    @cached_property
    def source_tokens(self) -> dict[str, str]:
        """Host -> bearer token, for hosts that want one."""
        if self.tmdb_token:
            return {"api.themoviedb.org": self.tmdb_token.get_secret_value()}
        if self.live:
            raise SettingsError("Live runs ask TMDB: set MOVIE_ASSETS_TMDB_TOKEN to your token.")
        return {"api.themoviedb.org": "universe"}


def read_settings(*, live: bool = False) -> Settings:
    """Read the environment once; `live` as it would stand there.

    Errors: SettingsError naming each setting that cannot be read.
    """
    try:
        return Settings(live=True) if live else Settings()
    except UnreadableError as error:
        raise SettingsError(f"A setting is no JSON ({error}).") from error
    except ValidationError as error:
        lines = [
            f"MOVIE_ASSETS_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}"
            for item in error.errors()
        ]
        raise SettingsError("Some settings cannot be read:\n" + "\n".join(lines)) from error


def export_for_children(values: dict[str, str]) -> None:
    """Put values into the environment of the processes we start, and of Dagster in this one."""
    os.environ.update(values)


def now() -> dt.datetime:
    """The clock on the wall, which only live runs go by."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
