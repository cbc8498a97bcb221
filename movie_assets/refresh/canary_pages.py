"""The canaries of the sources that are asked page by page. What is done with them is elsewhere.

Ranges are around values of 2020 to 2025 with room for years: scores of old works hardly move, and
counts only grow. The counts tell critics from audience where their scores are alike.
"""

from __future__ import annotations

from movie_assets.refresh.canaries import Canary, ScoreRange

# Metacritic's most reviewed seasons have 200 reviews by critics, its least voted title here 900.
_MC_MOST_CRITICS = 400
# Rotten Tomatoes' most reviewed shows have about 1,000 reviews; its votes are shown as "5,000+".
_RT_MOST_CRITICS = 2_500


def _metacritic(
    page: str, title: str, year: int, critics: int, audience: float, votes: int
) -> Canary:
    return Canary(
        page=page,
        kind=page.split("/", maxsplit=1)[0],
        title=title,
        year=year,
        scores=(
            ScoreRange(
                publisher="metacritic",
                metric="critics",
                low=critics - 6,
                high=min(100, critics + 6),
                min_count=10,
                max_count=_MC_MOST_CRITICS,
            ),
            ScoreRange(
                publisher="metacritic",
                metric="audience",
                low=audience - 0.7,
                high=min(10.0, audience + 0.7),
                min_count=votes,
            ),
        ),
    )


def _rotten_tomatoes(
    page: str, title: str, year: int, critics: int, audience: int, room: int = 6
) -> Canary:
    is_film = page.startswith("m/")
    return Canary(
        page=page,
        kind="movie" if is_film else "tv",
        title=title,
        year=year,
        scores=(
            ScoreRange(
                publisher="rotten_tomatoes",
                metric="critics",
                low=critics - room,
                high=min(100, critics + room),
                min_count=100 if is_film else 10,
                max_count=_RT_MOST_CRITICS,
            ),
            ScoreRange(
                publisher="rotten_tomatoes",
                metric="audience",
                low=audience - room,
                high=min(100, audience + room),
                min_count=50_000 if is_film else 500,
            ),
        ),
    )


def _tv_tropes(page: str, title: str) -> Canary:
    # Their lists have 60 to 300 tropes; a page that was split keeps its title and its kind.
    return Canary(page=page, kind="movie", title=title, min_tropes=25)


# Shows stand between films, so that a layout that changed for shows alone is met early.
METACRITIC = (
    _metacritic("movie/the-dark-knight", "The Dark Knight", 2008, 84, 8.9, 4_000),
    _metacritic("tv/breaking-bad", "Breaking Bad", 2008, 87, 9.4, 10_000),
    _metacritic("movie/the-matrix", "The Matrix", 1999, 73, 9.0, 1_200),
    _metacritic("movie/gravity", "Gravity", 2013, 96, 7.8, 2_700),
    _metacritic("tv/the-walking-dead", "The Walking Dead", 2010, 79, 7.5, 5_000),
    _metacritic("movie/shutter-island", "Shutter Island", 2010, 63, 8.5, 1_000),
    _metacritic("movie/avatar", "Avatar", 2009, 83, 7.5, 2_500),
    _metacritic("tv/lost", "Lost", 2004, 84, 8.8, 1_500),
    _metacritic("movie/finding-nemo", "Finding Nemo", 2003, 90, 8.7, 700),
    _metacritic("movie/pans-labyrinth", "Pan's Labyrinth", 2006, 98, 8.7, 1_500),
)
ROTTEN_TOMATOES = (
    _rotten_tomatoes("m/the_dark_knight", "The Dark Knight", 2008, 94, 94),
    _rotten_tomatoes("tv/the_walking_dead", "The Walking Dead", 2010, 79, 78, room=18),
    _rotten_tomatoes("m/gravity_2013", "Gravity", 2013, 96, 80),
    _rotten_tomatoes("m/finding_nemo", "Finding Nemo", 2003, 99, 86),
    _rotten_tomatoes("tv/lost", "Lost", 2004, 86, 89, room=18),
    _rotten_tomatoes("m/1198124-shutter_island", "Shutter Island", 2010, 68, 76),
    _rotten_tomatoes("m/inside_out_2015", "Inside Out", 2015, 98, 89),
    _rotten_tomatoes("tv/the_crown", "The Crown", 2016, 90, 78, room=18),
    _rotten_tomatoes("m/city_of_god", "City of God", 2002, 91, 97),
    _rotten_tomatoes("m/pans_labyrinth", "Pan's Labyrinth", 2006, 95, 91),
)
TV_TROPES = (
    _tv_tropes("Film/FightClub", "Fight Club"),
    _tv_tropes("Film/Memento", "Memento"),
    _tv_tropes("Film/TheDeparted", "The Departed"),
    _tv_tropes("Film/SchindlersList", "Schindler's List"),
    _tv_tropes("Film/ThePrestige", "The Prestige"),
    _tv_tropes("Film/AmericanBeauty", "American Beauty"),
    _tv_tropes("Film/VForVendetta", "V for Vendetta"),
    _tv_tropes("Film/TheGreenMile", "The Green Mile"),
    _tv_tropes("Film/AmericanHistoryX", "American History X"),
    _tv_tropes("Film/TheSixthSense", "The Sixth Sense"),
)
