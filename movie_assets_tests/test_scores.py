"""Scores: what sources show, whose score wins, and the model by hand for three titles."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from movie_assets.model.parts import Rating, SeasonSeen
from movie_assets.model.source_rows import ImdbEpisode, ScoreSeen, SourceEpisode, SourceRecord
from movie_assets.model.title_rows import TitleScore, TitleScoreSummary
from movie_assets.titles.history import appended_on_change_sql
from movie_assets.titles.scores import (
    MODEL_VERSION,
    WEIGHTS,
    newest_scores_sql,
    scores_seen_sql,
    summary_sql,
)
from movie_assets_tests.pure_rooms import Room

KEY = ("source", "source_id", "publisher", "metric", "season", "episode")


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 1, number, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Room:
    return Room()


def score(title_id: str, publisher: str, metric: str, percent: float, count: int | None) -> Any:
    return TitleScore(
        title_id=title_id,
        publisher=publisher,
        metric=metric,
        season=-1,
        episode=-1,
        value=percent,
        scale_max=100.0,
        percent=percent,
        count=count,
        source=publisher,
        source_id="1",
        observed_at=day(1),
    )


# -- the model -----------------------------------------------------------------------------------


def summary(room: Room, *scores: TitleScore) -> list[TitleScoreSummary]:
    room.view("scores", TitleScore, scores)
    return room.made(TitleScoreSummary, summary_sql())


def test_the_weights_this_was_worked_out_with() -> None:
    assert {(w.publisher, w.metric): (w.prior_percent, w.prior_count) for w in WEIGHTS} == {
        ("imdb", "audience"): (65.0, 500),
        ("tmdb", "audience"): (65.0, 50),
        ("rotten_tomatoes", "audience"): (63.0, 250),
        ("metacritic", "audience"): (67.0, 20),
        ("rotten_tomatoes", "critics"): (60.0, 8),
        ("metacritic", "critics"): (57.0, 5),
    }


def test_a_title_many_voted_for(room: Room) -> None:
    """By hand, to four places.

    imdb   s = (2000 x 80 + 500 x 65) / 2500 = 77        weight 2000 / 2500 = 0.8
    tmdb   s = (150 x 73 + 50 x 65) / 200 = 71           weight 150 / 200 = 0.75
    audience = (77 x 0.8 + 71 x 0.75) / 1.55 = 114.85 / 1.55 = 74.0968
    metacritic critics s = (15 x 73 + 5 x 57) / 20 = 69  overall = (74.0968 + 69) / 2 = 71.5484
    """
    (found,) = summary(
        room,
        score("movie/603", "imdb", "audience", 80.0, 2000),
        score("movie/603", "tmdb", "audience", 73.0, 150),
        score("movie/603", "metacritic", "critics", 73.0, 15),
    )
    assert (found.audience, found.audience_count) == (74.0968, 2150)
    assert (found.critics, found.critics_count) == (69.0, 15)
    assert found.overall == 71.5484
    assert (found.plain_audience, found.plain_critics) == (76.5, 73.0)
    assert found.plain_overall == 74.75
    assert found.model_version == MODEL_VERSION


def test_a_few_votes_count_for_little(room: Room) -> None:
    """Tmdb s = (2 x 100 + 50 x 65) / 52 = 3450 / 52 = 66.3462, though its plain mean is 100."""
    (found,) = summary(room, score("movie/9", "tmdb", "audience", 100.0, 2))
    assert (found.audience, found.plain_audience, found.overall) == (66.3462, 100.0, 66.3462)
    assert (found.critics, found.critics_count, found.plain_critics) == (None, None, None)


def test_an_unknown_count_weighs_as_the_prior_and_is_not_zero(room: Room) -> None:
    """rotten_tomatoes critics s = (8 x 90 + 8 x 60) / 16 = 75."""
    (found,) = summary(room, score("tv/1", "rotten_tomatoes", "critics", 90.0, None))
    assert (found.critics, found.critics_count, found.overall) == (75.0, None, 75.0)
    assert (found.audience, found.audience_count) == (None, None)


def test_a_score_of_zero_is_a_score(room: Room) -> None:
    """Metacritic critics s = (5 x 0 + 5 x 57) / 10 = 28.5."""
    (found,) = summary(room, score("tv/1", "metacritic", "critics", 0.0, 5))
    assert (found.critics, found.plain_critics) == (28.5, 0.0)


def test_seasons_and_unknown_publishers_do_not_speak_for_the_title(room: Room) -> None:

    season = dataclasses.replace(score("tv/1", "imdb", "audience", 90.0, 9), season=1)
    assert summary(room, season, score("tv/2", "somebody", "audience", 90.0, 9)) == []


# -- whose score wins ----------------------------------------------------------------------------


def seen(source: str, publisher: str, value: float | None, number: int = 1, **values: Any) -> Any:
    given = {"source_id": "movie/603", "metric": "audience", "season": -1, "episode": -1}
    return ScoreSeen(
        source=source,
        publisher=publisher,
        value=value,
        scale_max=10.0,
        percent=None if value is None else 10 * value,
        observed_at=day(number),
        answer_id=f"{source}-{number}",
        **(given | values),
    )


def newest(room: Room, *rows: ScoreSeen) -> list[tuple[Any, ...]]:
    room.view("seen", ScoreSeen, rows)
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE links AS SELECT * FROM (VALUES "
        "('movie/603', 'tmdb', 'movie/603'), ('movie/603', 'imdb', 'movie/603'), "
        "('movie/603', 'drop', 'movie/603')) AS v (title_id, source, source_id)"
    )
    found = room.made(TitleScore, newest_scores_sql())
    return [(one.publisher, one.source, one.value, one.observed_at) for one in found]


def test_a_publishers_own_source_wins_whatever_the_count(room: Room) -> None:
    own, quoted = seen("imdb", "imdb", 8.7, count=10), seen("drop", "imdb", 9.9, 5, count=10**6)
    assert newest(room, own, quoted) == [("imdb", "imdb", 8.7, day(1))]
    assert newest(room, quoted) == [("imdb", "drop", 9.9, day(5))]


def test_of_two_that_quote_it_the_one_with_more_votes_wins(room: Room) -> None:
    few, many = seen("drop", "metacritic", 7.0, count=5), seen("imdb", "metacritic", 7.3, count=9)
    unknown = seen("tmdb", "metacritic", 7.9)
    assert newest(room, few, many, unknown) == [("metacritic", "imdb", 7.3, day(1))]


def test_only_the_newest_counts_and_what_was_taken_away_is_no_row(room: Room) -> None:
    old, new = seen("tmdb", "tmdb", 7.0, 1), seen("tmdb", "tmdb", 8.0, 2)
    assert newest(room, old, new) == [("tmdb", "tmdb", 8.0, day(2))]
    assert newest(room, old, new, seen("tmdb", "tmdb", None, 3)) == []


def test_a_score_of_a_record_that_is_not_linked_is_left_out(room: Room) -> None:
    assert newest(room, seen("tmdb", "tmdb", 8.0, source_id="movie/604")) == []


# -- what a source shows -------------------------------------------------------------------------


def rating(value: float, count: int | None = None) -> Rating:
    return Rating(
        publisher="tmdb",
        metric="audience",
        value=value,
        scale_max=10.0,
        percent=10 * value,
        count=count,
    )


def record(number: int, *ratings: Rating, source: str = "tmdb", **values: Any) -> SourceRecord:
    given = {"source_id": "movie/603", "title_id": "movie/603", "outcome": "found"}
    return SourceRecord(
        source=source,
        answer_id=f"answer-{number}",
        requested_at=day(number),
        observed_at=day(number),
        parser_version="1",
        ratings=ratings,
        **(given | values),
    )


def shown(
    room: Room,
    *records: SourceRecord,
    known: list[ScoreSeen] | None = None,
    episodes: list[ImdbEpisode] | None = None,
    seasons: list[SourceEpisode] | None = None,
    source: str = "tmdb",
) -> list[ScoreSeen]:
    """The history after some records, kept as the asset keeps it."""
    room.view("records", SourceRecord, records)
    room.view("known", ScoreSeen, known or [])
    room.view("imdb_episodes", ImdbEpisode, episodes or [])
    room.view("episodes", SourceEpisode, seasons or [])
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {scores_seen_sql(source)}")
    values = ("value", "count", "count_is_lower_bound")
    return room.made(ScoreSeen, appended_on_change_sql(KEY, values, "observed_at"))


def test_a_seasons_own_answer_knows_more_of_it_than_the_shows(room: Room) -> None:
    listed = SeasonSeen(season=2, ratings=(rating(9.0),))
    own = [
        SourceEpisode(
            source="tmdb",
            source_id="movie/603",
            title_id="movie/603",
            season=2,
            episode=episode,
            ratings=(rating(value, count),),
            answer_id="answer-2",
            requested_at=day(1),
        )
        for episode, value, count in ((0, 9.1, 40), (3, 7.5, 12))
    ]
    found = shown(room, record(1, seasons=(listed,)), seasons=own)
    assert [(one.season, one.episode, one.value, one.count) for one in found] == [
        (2, -1, 9.1, 40),
        (2, 3, 7.5, 12),
    ]


def test_titles_and_seasons_are_seen(room: Room) -> None:
    season = SeasonSeen(season=2, ratings=(rating(9.0),))
    found = shown(room, record(1, rating(8.2, 100), seasons=(season,)))
    assert [(one.season, one.episode, one.value, one.count) for one in found] == [
        (-1, -1, 8.2, 100),
        (2, -1, 9.0, None),
    ]
    assert {(one.answer_id, one.observed_at) for one in found} == {("answer-1", day(1))}


def test_a_score_grows_by_a_row_only_when_it_moves(room: Room) -> None:
    first = shown(room, record(1, rating(8.2, 100)))
    assert shown(room, record(2, rating(8.2, 100)), known=first) == first
    moved = shown(room, record(3, rating(8.2, 101)), known=first)
    assert [(one.count, one.observed_at) for one in moved] == [(100, day(1)), (101, day(3))]


def test_a_score_taken_away_is_a_row_without_a_value(room: Room) -> None:
    first = shown(room, record(1, rating(8.2, 100)))
    after = shown(room, record(2), known=first)
    assert [(one.value, one.percent, one.count, one.observed_at) for one in after] == [
        (8.2, 82.0, 100, day(1)),
        (None, None, None, day(2)),
    ]
    assert shown(room, record(2), known=after) == after
    assert shown(room, record(3), known=after) == after
    assert len(shown(room, record(4, rating(8.2, 100)), known=after)) == 3


def test_silence_takes_nothing_away(room: Room) -> None:
    first = shown(room, record(1, rating(8.2, 100)))
    assert shown(room, known=first) == first
    assert shown(room, record(1, rating(8.2, 100)), known=first) == first


def test_imdbs_episodes_are_scores_of_the_show(room: Room) -> None:
    def episode(tconst: str, number: int, value: float | None, votes: int | None) -> ImdbEpisode:
        return ImdbEpisode(
            tconst=tconst, parent_tconst="tt9", season=1, episode=number, rating=value, votes=votes
        )

    found = shown(
        room,
        record(1, source="imdb", source_id="tt9", title_id="imdb/tt9"),
        episodes=[
            episode("tt1", 1, 8.1, 50),
            episode("tt2", 1, 9.9, 5),  # the same episode listed twice: more votes win
            episode("tt3", 2, None, None),
        ],
        source="imdb",
    )
    assert [(one.source_id, one.season, one.episode, one.value, one.percent) for one in found] == [
        ("tt9", 1, 1, 8.1, 81.0)
    ]
