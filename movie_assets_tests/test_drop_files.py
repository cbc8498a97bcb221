"""Every dropped file of ../shared/data through its shipped mapping: nothing lost, and how much."""

from pathlib import Path

import pytest
from drop_place import drop_place

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
# file -> rows, loaded, rows left out, fields left empty; rows counted by another csv reader.
FILES = {
    "tmdb5000/tmdb_5000_movies.csv.zip": (4803, 4803, 0, 0),
    "rt_movies/rotten_tomatoes_movies_slim.csv": (16364, 16364, 0, 0),
    "rt_movies/rotten_tomatoes_movies_5510.csv": (5511, 5511, 0, 0),
    "rt_movies/rotten_tomatoes_top_movies.csv": (1590, 947, 643, 0),
    "metacritic_2020/metacritic_movies.csv": (9121, 9120, 1, 0),
    "metacritic_2025/metacritic_movies.csv": (2399, 2397, 2, 0),
    "metacritic_2025/imdb_movie_trends_1550_movies_with_genre.csv": (1550, 1543, 7, 0),
    "metacritic_tv_2025/tv_shows.csv": (3200, 3200, 0, 0),
    "metacritic_tv_2025/tv_shows.tsv": (3200, 3200, 0, 0),
    "metacritic_urls_2020/all_movies_with_titles_and_links_by_year.json": (2565, 2565, 0, 0),
    "streaming_annawagman/amazon_prime_titles.csv": (9668, 9659, 9, 0),
    "streaming_annawagman/disney_plus_titles.csv": (1368, 1368, 0, 0),
    "streaming_annawagman/hulu_titles.csv": (3073, 3073, 0, 292),
    "streaming_holisticfail/amazon_prime_titles.csv": (9668, 9660, 8, 0),
    "streaming_holisticfail/disney_plus_titles.csv": (1450, 1450, 0, 0),
    "streaming_holisticfail/netflixData.csv": (8807, 5956, 2851, 0),
    "streaming_platforms/MoviesOnStreamingPlatforms.csv": (9515, 9515, 0, 0),
    "streaming_platforms/MoviesOnStreamingPlatforms_mayukh.csv": (9515, 9515, 0, 0),
    "streaming_platforms/netflix_titles.csv": (7787, 7786, 1, 0),
    "streaming_platforms/tv_shows.csv": (5368, 5368, 0, 0),
    "justwatch_netflix_2022/raw_titles.csv": (5806, 5805, 1, 0),
    "justwatch_es_2021/just-watch.csv": (4429, 4429, 0, 0),
    "flatiron_zippeddata/tn.movie_budgets.csv.gz": (5782, 5782, 0, 0),
}
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


@pytest.mark.parametrize("file", FILES)
def test_a_file_loads_with_nothing_lost(file, tmp_path):
    with drop_place(tmp_path) as place:
        counts = place.load(DATA / file)
        names = ("rows", "loaded", "left_out", "fields_left_empty")
        assert tuple(counts[name] for name in names) == FILES[file]
        assert counts["unreadable"] == 0
        ((records, keys),) = place.rows("SELECT count(*), count(DISTINCT title_id) FROM records")
        assert records == keys == counts["loaded"]
        ((late,),) = place.rows("SELECT count(*) FROM records WHERE release_date > '2025-07-01'")
        assert late == 0
