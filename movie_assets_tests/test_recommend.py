"""The recommender: rankings worked out by hand, the protocol's edges, and the laws of EASE."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from movie_assets.cli import app
from movie_assets.dna import recommend
from movie_assets.dna.recommend import Ratings
from movie_assets.dna.recommend_baselines import item_item, most_popular
from movie_assets.dna.recommend_measure import measure, ndcg, split, tail


def rated(rows: list[tuple[int, int, float, float]], users: int, items: int) -> Ratings:
    user, item, rating, at = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Ratings(
        np.array(user, dtype=np.int64),
        np.array(item, dtype=np.int64),
        np.array(rating, dtype=np.float64),
        np.array(at, dtype=np.float64),
        users,
        items,
    )


def random_ratings(users: int, items: int) -> Ratings:
    rng = np.random.default_rng(7)
    chosen = [(u, i) for u in range(users) for i in range(items) if rng.random() < 0.4]
    return rated(
        [(u, i, float(rng.integers(1, 6)), k) for k, (u, i) in enumerate(chosen)], users, items
    )


def test_ease_is_the_ridge_regression_of_each_film_on_the_others():
    ratings = random_ratings(9, 12)
    likes = ratings.likes.toarray()
    expected = np.zeros_like(likes)
    for film in range(12):
        others = [one for one in range(12) if one != film]
        known = likes[:, others]
        weights = np.linalg.solve(known.T @ known + 3.0 * np.eye(11), known.T @ likes[:, film])
        expected[:, film] = known @ weights
    assert recommend.ease(ratings.likes, ratings.likes, 3.0) == pytest.approx(expected)


def test_both_sides_of_ease_agree(monkeypatch):
    ratings = random_ratings(9, 12)
    by_users = recommend.ease(ratings.likes, ratings.taste)
    monkeypatch.setattr(recommend, "_ease_by_users", recommend._ease_by_items)
    assert recommend.ease(ratings.likes, ratings.taste) == pytest.approx(by_users)


def test_later_ratings_say_more_and_poor_ones_speak_against():
    ratings = rated([(0, 0, 5, 1), (0, 1, 3, 2), (0, 2, 1, 3), (0, 3, 4, 4)], 1, 4)
    weights = [0.3 + 0.7 * (place / 4) ** 2 for place in (1, 2, 3, 4)]
    said = [weights[0], 0.3 * weights[1], -0.3 * weights[2], 1.0]
    assert ratings.taste.toarray()[0] == pytest.approx(said)


def test_popularity_is_that_of_the_time():
    year = 365 * 86_400.0
    ratings = rated([(0, 0, 5, 0), (1, 0, 5, 0), (2, 1, 5, 20 * year)], 3, 2)
    early, late, ever = recommend.popularity(ratings, np.array([0.0, 20 * year, -np.inf]))
    assert early[0] > early[1]
    assert late[1] > late[0]
    assert ever == pytest.approx(np.log([2 * 0.05 + 0.3, 0.05 + 0.3]))


def test_content_prefers_what_is_like_the_liked_and_leaves_the_unknown_alone():
    ratings = rated([(0, 0, 5, 1)], 1, 4)
    vectors = np.array([[1.0, 0.1], [0.9, 0.2], [-1.0, 0.0], [0.0, 0.0]])
    scores = recommend.content(ratings.taste, vectors)[0]
    assert scores[1] > scores[3] == 0 > scores[2]


def test_a_signal_that_tells_nothing_apart_adds_nothing():
    scores = np.array([[1.0, 2.0, 4.0]])
    flat = np.full((1, 3), 7.0)
    blended = recommend.blend({"a": scores, "b": flat}, {"a": 1.0, "b": 5.0, "absent": 3.0})
    assert blended == pytest.approx(recommend.standardised(scores))


@given(st.integers(1, 60))
@settings(max_examples=60)
def test_the_last_fifth_is_judged_by(count: int):
    train, test = split(rated([(0, n, 4.0, n) for n in range(count)], 1, count))
    assert len(train.item) == math.ceil(round(0.8 * count, 9))
    assert [*train.item, *test.item] == list(range(count))


def test_the_figures_are_those_worked_out_by_hand():
    train = rated([(0, 0, 5, 1), (1, 1, 5, 1), (2, 0, 5, 1)], 3, 30)
    # user 0 finds film 2 second; user 1 likes 3 and 29, finds only 3; user 2 has nothing to find
    test = rated([(0, 2, 4, 2), (1, 3, 5, 2), (1, 29, 4, 3), (2, 5, 3.5, 2)], 3, 30)
    scores = np.tile(-np.arange(30.0), (3, 1))
    found = measure(scores, train, test)
    first = 1 / math.log2(3)  # films 1, 2, 3 …
    second = (1 / math.log2(4)) / (1 + 1 / math.log2(3))  # films 0, 2, 3 …
    assert found.ndcg == pytest.approx((first + second) / 2)
    assert (found.recall, found.hit_rate, found.users) == (0.75, 1.0, 2)
    assert found.coverage == pytest.approx(11 / 30)  # 1-10 and 0, 2-10
    assert found.ndcg_low <= found.ndcg <= found.ndcg_high


def test_outside_the_head_only_the_tail_is_shown_and_looked_for():
    train = rated([(u, i, 5, u) for u in range(4) for i in range(2)], 5, 10)
    outside = tail(train)
    assert outside.tolist() == [False, False] + [True] * 8
    test = rated([(4, 0, 5, 9), (4, 3, 5, 9)], 5, 10)
    found = measure(np.tile(-np.arange(10.0), (5, 1)), train, test, outside)
    assert found.ndcg == pytest.approx(1 / math.log2(3))
    assert found.coverage == 1.0


def test_ndcg_of_a_perfect_list_is_one():
    assert ndcg([3, 1], {1, 3}) == 1.0
    assert ndcg(list(range(10)), set(range(40))) == pytest.approx(1.0)
    assert ndcg([], {1}) == 0.0


def test_the_baselines_by_hand():
    likes = rated([(0, 0, 5, 1), (0, 1, 5, 2), (1, 0, 5, 1), (1, 2, 2, 2)], 2, 3).likes
    assert most_popular(likes).tolist() == [[2, 1, 0]] * 2
    alike = 1 / math.sqrt((2 + 5) * (1 + 5))
    assert item_item(likes) == pytest.approx(np.array([[alike, alike, 0], [0, alike, 0]]))


def test_the_command_prints_every_recommender_twice_alike(tmp_path):
    rng = np.random.default_rng(3)
    rows = [
        f"{user},{film},{4 + (film % 2 == user % 2) * 0.5},{user * 100 + film}"
        for user in range(12)
        for film in range(1, 31)
        if rng.random() < 0.5
    ]
    ratings, links = tmp_path / "ratings.csv", tmp_path / "links.csv"
    ratings.write_text("\n".join(["userId,movieId,rating,timestamp", *rows]) + "\n")
    links.write_text("movieId,imdbId,tmdbId\n" + "".join(f"{n},{n:07},{n}\n" for n in range(1, 41)))
    words = ["evaluate", "recommender", f"--ratings={ratings}", f"--links={links}", "--json"]
    told = [CliRunner().invoke(app, words) for _ in range(2)]
    assert told[0].exit_code == 0, told[0].output
    first, second = (json.loads(one.output.splitlines()[-1]) for one in told)
    assert (first["users"], first["films"], first["described"]) == (12, 40, 0)
    assert set(first["all"]) >= {"most popular", "item-item", "ALS", "EASE", "cold", "recommender"}
    assert first["ndcg"] == first["all"]["recommender"]["ndcg"]
    assert (first["all"], first["tail"]) == (second["all"], second["tail"])
