"""Lists the episodes of the shows whose seasons are known; names and ratings are made up."""

from datetime import date, timedelta
from typing import Any

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import MADE_IMDB_IDS, count, number, score
from movie_assets.universe.chance import draw


def episodes_of(title_id: str, draft: Draft) -> list[dict[str, Any]]:
    """List the episodes of one show, or nothing when its seasons were made up.

    Shape: title_id, season, episode, imdb_id, air_date, imdb_score, imdb_count; everything but
           the numbers of season and episode is made up. One in fifty has no rating yet.
    """
    if draft.kind != "tv" or "seasons" in draft.made:
        return []
    mean = float((draft.get("imdb") or {"score": 7.5})["score"])
    votes = float((draft.get("imdb") or {"count": 9000})["count"]) / 60
    first = date.fromisoformat(draft.get("release_date"))
    rows: list[dict[str, Any]] = []
    for season in draft.get("seasons"):
        opening = first + timedelta(days=364 * (season["season"] - 1))
        for episode in range(1, season["episodes"] + 1):
            key = (title_id, season["season"], episode)
            rated = draw(*key, "rated") >= 0.02
            aired = min(opening + timedelta(days=7 * (episode - 1)), date(2025, 6, 24))
            rows.append({
                "title_id": title_id, "season": season["season"], "episode": episode,
                "imdb_id": f"tt{number(MADE_IMDB_IDS, 9_000_000, *key)}",
                "air_date": aired.isoformat(),
                "imdb_score": score(mean, *key) if rated else None,
                "imdb_count": count(votes, *key) if rated else None,
                "made": ["imdb_id", "air_date", "imdb_score", "imdb_count"],
            })  # fmt: skip
    return rows
