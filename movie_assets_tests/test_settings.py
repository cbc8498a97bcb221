"""Settings: what a live run refuses to start without, and what is handed on to other processes."""

import os

import pytest

from movie_assets.model.errors import SettingsError
from movie_assets.settings import read_settings


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("MOVIE_ASSETS_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_a_live_run_says_whom_to_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="MOVIE_ASSETS_CONTACT"):
        read_settings(live=True).check_live()
    monkeypatch.setenv("MOVIE_ASSETS_CONTACT", "me@example.org")
    with pytest.raises(SettingsError, match="MOVIE_ASSETS_TMDB_TOKEN"):
        read_settings(live=True).check_live()
    monkeypatch.setenv("MOVIE_ASSETS_TMDB_TOKEN", "t")
    settings = read_settings(live=True)
    settings.check_live()
    assert "me@example.org" in settings.user_agent
    assert settings.effective_pace == 1


def test_the_universe_needs_neither() -> None:
    settings = read_settings()
    settings.check_live()
    assert (settings.live, settings.effective_pace) == (False, 0)


def test_what_was_set_is_handed_on_and_secrets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "LAKE": "s3://bucket/lake",
        "UNIVERSE_DAY": "3",
        "BUDGETS": '{"metacritic": 3}',
        "TMDB_TOKEN": "hush",
        "DATABASE_URL": "postgresql://me:hush@host/db",
        "DROP_OPTIONS": '{"sftp": {"password": "hush"}}',
    }.items():
        monkeypatch.setenv(f"MOVIE_ASSETS_{name}", value)
    assert read_settings(live=True).for_children() == {
        "MOVIE_ASSETS_LIVE": "true",
        "MOVIE_ASSETS_LAKE": "s3://bucket/lake",
        "MOVIE_ASSETS_UNIVERSE_DAY": "3",
        "MOVIE_ASSETS_BUDGETS": '{"metacritic": 3}',
    }
