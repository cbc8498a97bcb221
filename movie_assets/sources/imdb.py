"""IMDb's daily datasets as facts: files, dialect, what is taken in. The SQL is in `imdb_sql`."""

from __future__ import annotations

from dataclasses import dataclass

from movie_assets.sources.base import Rights, Source

# A title only IMDb knows enters the catalogue from this many votes on; below it most rows are
# home videos and announcements nobody can be matched with.
MIN_VOTES_ALONE = 100

# IMDb's types that are films or shows; shorts, episodes, videos, games and podcasts are not.
KINDS: dict[str, str] = {
    "movie": "movie",
    "tvMovie": "movie",
    "tvSeries": "tv",
    "tvMiniSeries": "tv",
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file of the day: its name on the server, the view the SQL reads, and its columns."""

    file: str
    view: str
    columns: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where the newest day's file is."""
        return f"https://datasets.imdbws.com/{self.file}"


DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "title.basics.tsv.gz",
        "title_basics",
        (
            "tconst",
            "titleType",
            "primaryTitle",
            "originalTitle",
            "isAdult",
            "startYear",
            "endYear",
            "runtimeMinutes",
            "genres",
        ),
    ),
    Dataset("title.ratings.tsv.gz", "title_ratings", ("tconst", "averageRating", "numVotes")),
    Dataset(
        "title.akas.tsv.gz",
        "title_akas",
        (
            "titleId",
            "ordering",
            "title",
            "region",
            "language",
            "types",
            "attributes",
            "isOriginalTitle",
        ),
    ),
    Dataset("title.crew.tsv.gz", "title_crew", ("tconst", "directors", "writers")),
    Dataset(
        "title.principals.tsv.gz",
        "title_principals",
        ("tconst", "ordering", "nconst", "category", "job", "characters"),
    ),
    Dataset(
        "title.episode.tsv.gz",
        "title_episode",
        ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    ),
    Dataset(
        "name.basics.tsv.gz",
        "name_basics",
        (
            "nconst",
            "primaryName",
            "birthYear",
            "deathYear",
            "primaryProfession",
            "knownForTitles",
        ),
    ),
)

# How the files are written: a lone quotation mark is part of a title, so nothing is quoted.
DELIMITER = "\t"
NULL_MARKER = r"\N"
QUOTE = ""
ESCAPE = ""
HAS_HEADER = True

IMDB = Source(
    name="imdb",
    hosts=("datasets.imdbws.com",),
    requests_per_second=1.0,
    asks_robots=False,  # files that IMDb documents for download; robots.txt is about pages
    max_age_days=1.0,
    rights=Rights(
        licence="IMDb non-commercial datasets: personal and non-commercial use",
        attribution="Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
        permitted_use="personal",
        max_cache_days=None,
    ),
    parser_version="imdb-1",
    read=None,  # the datasets are read in bulk, see `imdb_sql`
)
