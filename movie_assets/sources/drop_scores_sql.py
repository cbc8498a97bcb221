"""The scores of a row of a dropped file, of the title and its sides, as DuckDB SQL of structs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from movie_assets.model.parts import AspectRating, Rating
from movie_assets.model.render.duckdb import literal, struct_of
from movie_assets.sources.drop_mapping import AspectCells, RatingCells, ScoreCells
from movie_assets.sources.drop_mapping import Mapping as DropMapping
from movie_assets.sources.drop_values_sql import is_lower_bound_sql


def ratings_sql(mapping: DropMapping) -> str:
    """SQL of the list of a row's scores of the whole title; those it does not have are left out."""
    return _those_there([_rating(number, one) for number, one in enumerate(mapping.ratings)])


def aspects_sql(mapping: DropMapping) -> str:
    """SQL of the list of a row's scores of single sides; those it does not have are left out."""
    # Their cells are numbered after those of the ratings.
    aspects = enumerate(mapping.aspects, start=len(mapping.ratings))
    return _those_there([_aspect(number, one) for number, one in aspects])


def nested_sql(part: type[Any], values: Mapping[str, str]) -> str:
    """A nested value with its fields in contract order; what is not given is NULL."""
    return struct_of({one.name: values.get(one.name, "NULL") for one in fields(part)})


def _those_there(scores: list[str]) -> str:
    if not scores:
        return "[]"
    return f"list_filter([{', '.join(scores)}], lambda one: one.value IS NOT NULL)"


def _rating(number: int, rating: RatingCells) -> str:
    bounds = " OR ".join(
        f"({one} IS NOT NULL AND {is_lower_bound_sql(f'raw_{one}')})"
        for one in _counts(number, rating)
    )
    value = _value(number, rating)
    return nested_sql(
        Rating,
        {
            "publisher": literal(rating.publisher),
            "metric": f"'{rating.metric}'",
            "value": value,
            "scale_min": str(rating.scale_min),
            "scale_max": str(rating.scale_max),
            "percent": f"round(100 * {value} / {rating.scale_max}, 4)",
            "count": _count(number, rating),
            "count_is_lower_bound": f"coalesce({bounds or 'false'}, false)",
        },
    )


def _aspect(number: int, aspect: AspectCells) -> str:
    return nested_sql(
        AspectRating,
        {
            "aspect": f"'{aspect.aspect}'",
            "value": _value(number, aspect),
            "scale_max": str(aspect.scale_max),
            "count": _count(number, aspect),
        },
    )


def _value(number: int, score: ScoreCells) -> str:
    value = f"CASE WHEN {_count(number, score)} = 0 THEN NULL ELSE score_{number} END"
    return f"nullif({value}, 0)" if score.zero_is_none else value


def _count(number: int, score: ScoreCells) -> str:
    return " + ".join(_counts(number, score)) or "NULL"


def _counts(number: int, score: ScoreCells) -> list[str]:
    return [f"count_{number}_{nth}" for nth in range(len(score.count))]
