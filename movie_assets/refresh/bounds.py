"""Which titles are wanted. Who may be asked for them, and when, is not said here."""

from __future__ import annotations

from dataclasses import dataclass

from movie_assets.model.render.duckdb import fingerprint, literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which titles are wanted; what is empty or None bounds nothing.

    A title is in scope when its kind, one of its languages and one of its countries are among
    those wanted, and it is popular or has votes enough: of the two either will do.
    """

    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # ISO 639-1: the original language, or one that is spoken
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2, of origin or production
    min_votes: int | None = None  # TMDB's, or IMDb's of a title only IMDb knows
    min_popularity: float | None = None

    @property
    def name(self) -> str:
        """One short name for it; empty where every title is wanted."""
        return "" if self == Scope() else fingerprint(repr(self))

    @property
    def needs_details(self) -> bool:
        """Whether a title's details must be known to tell; its kind and popularity always are."""
        return bool(self.languages or self.countries or self.min_votes is not None)

    def sql(self) -> str:
        """SQL that holds for titles in scope.

        Source: columns kind, popularity, votes (null where unknown), languages and countries
                (lists), is_told (whether its details are known).
        Law:    what is not told yet is in scope: only its details could say otherwise.
        """
        parts = [
            *([f"kind IN ({_listed(self.kinds)})"] if self.kinds else []),
            *(self._of_list("languages", self.languages) if self.languages else []),
            *(self._of_list("countries", self.countries) if self.countries else []),
            *self._looked_at(),
        ]
        return " AND ".join(parts) or "true"

    def _of_list(self, column: str, wanted: tuple[str, ...]) -> list[str]:
        return [
            f"(NOT is_told OR len({column}) = 0 OR list_has_any({column}, [{_listed(wanted)}]))"
        ]

    def _looked_at(self) -> list[str]:
        enough: list[str] = []
        if self.min_popularity is not None:
            enough.append(f"coalesce(popularity, 0) >= {self.min_popularity}")
        if self.min_votes is not None:
            enough.append(f"coalesce(votes >= {self.min_votes}, NOT is_told)")
        return [f"({' OR '.join(enough)})"] if enough else []


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(literal(one) for one in values)
