"""The registry: every source is there under its name, with rights, manners and hosts."""

import pytest

from movie_assets.model.errors import SourceError
from movie_assets.sources.registry import SOURCES, source_named


def test_sources_stand_under_their_own_names():
    assert {"tmdb_export", "tmdb", "tmdb_watch", "imdb", "wikidata"} <= set(SOURCES)
    assert all(source.name == name for name, source in SOURCES.items())
    assert source_named("tmdb") is SOURCES["tmdb"]


def test_an_unknown_name_is_an_error_that_names_the_known():
    with pytest.raises(SourceError, match="tmdb_export, tmdb"):
        source_named("goodreads")


def test_every_source_says_on_which_terms_and_how_often():
    for source in SOURCES.values():
        assert source.hosts
        assert source.rights.licence
        assert source.rights.attribution
        assert 0 < source.requests_per_second <= 40
        assert source.max_age_days > 0
        assert source.parser_version.startswith(f"{source.name}-")


def test_tmdb_facts_are_kept_six_months_at_most():
    ours = [source for name, source in SOURCES.items() if name.startswith("tmdb")]
    assert {source.rights.max_cache_days for source in ours} == {180}
    assert {source.rights.permitted_use for source in ours} == {"non-commercial"}
    assert all(source.max_age_days < 180 for source in ours)


def test_the_licences_of_the_others():
    uses = {name: SOURCES[name].rights.permitted_use for name in ("imdb", "wikidata")}
    assert uses == {"imdb": "personal", "wikidata": "open"}
