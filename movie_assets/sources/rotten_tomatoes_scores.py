"""Rotten Tomatoes' scores out of a page's JSON, by era. Markup: `rotten_tomatoes_markup`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from movie_assets.model.parts import Rating
from movie_assets.sources.page_words import Count, count_in, decimal_in
from movie_assets.sources.values import mapping, whole

Json = Mapping[str, object]

SCALE_MAX = 100.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One score as one place of a page says it; either half may be missing."""

    score: float | None = None
    count: Count | None = None

    def published(self) -> bool:
        """A score between 0 and 100 that somebody's vote is behind: 0 % of 0 reviews is none."""
        in_scale = self.score is not None and 0 <= self.score <= SCALE_MAX
        return in_scale and (self.count is None or self.count.value > 0)


@dataclass(frozen=True, slots=True)
class Scores:
    """Both scores as one place of a page says them."""

    critics: Seen = Seen()
    audience: Seen = Seen()

    def or_else(self, other: Scores) -> Scores:
        """These scores, and the other's where there is none here."""
        return Scores(_better(self.critics, other.critics), _better(self.audience, other.audience))


def _better(first: Seen, second: Seen) -> Seen:
    if not first.published():
        return second if second.published() else first
    same = second.published() and second.score == first.score
    return Seen(first.score, second.count) if first.count is None and same else first


def ratings_of(scores: Scores) -> tuple[Rating, ...]:
    """The published scores, critics first."""
    return tuple(
        Rating(
            publisher="rotten_tomatoes",
            metric=metric,
            value=seen.score,
            scale_max=SCALE_MAX,
            percent=seen.score,
            count=seen.count.value if seen.count else None,
            count_is_lower_bound=bool(seen.count and seen.count.is_lower_bound),
        )
        for metric, seen in (("critics", scores.critics), ("audience", scores.audience))
        if seen.published()
    )


def scorecard_scores(card: Json) -> Scores:
    """What media-scorecard-json says (since 2024-04): without a score its key is missing."""
    overlay = mapping(card.get("overlay"))
    critics = _critics(mapping(card.get("criticsScore")))
    audience = _audience(mapping(card.get("audienceScore")))
    everyone = Scores(
        _critics(mapping(overlay.get("criticsAll"))), _audience(mapping(overlay.get("audienceAll")))
    )
    if card.get("hideAudienceScore") is True:  # before the release, whatever the JSON holds
        return Scores(critics).or_else(Scores(everyone.critics))
    return Scores(critics, audience).or_else(everyone)


def details_scores(details: Json) -> Scores:
    """What score-details-json (2021 to 2024-04) says: the board's scores, else the modal's.

    The board's scores were bare numbers with counts beside them, later objects.
    """
    board, modal = mapping(details.get("scoreboard")), mapping(details.get("modal"))
    critics, audience = board.get("tomatometerScore"), board.get("audienceScore")
    counted = count_in(board.get("tomatometerCount"))
    band = count_in(board.get("audienceBandedRatingCount"))
    rated = band if band and band.value else count_in(board.get("audienceCount"))
    shown = Scores(
        _critics(mapping(critics)) if mapping(critics) else Seen(decimal_in(critics), counted),
        _audience(mapping(audience)) if mapping(audience) else Seen(decimal_in(audience), rated),
    )
    everyone = Scores(
        _critics(mapping(modal.get("tomatometerScoreAll"))),
        _audience(mapping(modal.get("audienceScoreAll"))),
    )
    return shown.or_else(everyone)


def linked_scores(entry: Json) -> Scores:
    """What JSON-LD says: the Tomatometer only."""
    rating = mapping(entry.get("aggregateRating"))
    name = str(rating.get("name", "Tomatometer"))
    if "tomatometer" not in name.lower():
        return Scores()
    count = count_in(rating.get("reviewCount"))
    return Scores(Seen(decimal_in(rating.get("ratingValue")), count or _count_of(rating)))


def _critics(block: Json) -> Seen:
    count = count_in(block.get("reviewCount"))
    return Seen(_score_of(block), _count_of(block) if count is None else count)


def _audience(block: Json) -> Seen:
    """The printed band where there is one, as it is what the page says in every year.

    `ratingCount` counted other things before 2024 (E.T.: 32 million) and is gone since; liked and
    not liked are all that is printed of fewer than 50 ratings.
    """
    band = count_in(block.get("bandedRatingCount"))
    if band is not None and band.value > 0:
        return Seen(_score_of(block), band)
    liked, not_liked = whole(block.get("likedCount")), whole(block.get("notLikedCount"))
    votes = Count(liked + not_liked) if liked is not None and not_liked is not None else None
    return Seen(_score_of(block), votes or _count_of(block))


def _score_of(block: Json) -> float | None:
    """`score` as text or number; from 2023-04 to 2024-04 it was called `value`."""
    for key in ("score", "value", "scorePercent"):
        score = decimal_in(block.get(key))
        if score is not None:
            return score
    return None


def _count_of(block: Json) -> Count | None:
    return count_in(block.get("ratingCount"))
