"""The sources' genres in few common classes, as SQL. How much a class tells is `classify`'s."""

from __future__ import annotations

# Lower-case genre of any source -> its class. What says where or how a film was shown (classics,
# art house, silent, independent) is none.
CLASSES = {
    "action": "action", "adventure": "action", "action & adventure": "action",
    "martial arts": "action", "superhero": "action", "spy": "action", "disaster": "action",
    "crime": "crime", "mystery": "crime", "thriller": "crime", "suspense": "crime",
    "noir": "crime", "mystery & suspense": "crime", "legal": "crime",
    "horror": "horror", "slasher": "horror", "supernatural": "horror", "found footage": "horror",
    "sci-fi": "fantastic", "science fiction": "fantastic", "fantasy": "fantastic",
    "science fiction & fantasy": "fantastic", "sci-fi & fantasy": "fantastic",
    "music": "music", "musical": "music", "musical & performing arts": "music",
    "dance": "music", "performance": "music",
    "drama": "drama", "comedy": "comedy", "satire": "comedy", "romance": "romance",
    "documentary": "documentary", "news": "documentary",
    "animation": "animation", "animated": "animation", "anime & manga": "animation",
    "family": "family", "kids & family": "family", "children": "family",
    "western": "western", "war": "war", "history": "history", "historical": "history",
    "biography": "history", "sport": "sport", "sports": "sport", "sports & fitness": "sport",
}  # fmt: skip


def classes_sql(column: str) -> str:
    """SQL of the classes of a column of genres, sorted; empty where none has a class."""
    pairs = ", ".join(f"'{genre}': '{name}'" for genre, name in CLASSES.items())
    return f"""list_sort(list_distinct(list_filter(
        list_transform(coalesce({column}, []), g -> element_at(MAP {{{pairs}}}, lower(g))[1]),
        c -> c IS NOT NULL)))"""


def shared_sql(left: str, right: str) -> str:
    """SQL of how many of the classes are shared, of those of the side that has fewer, as a word."""
    return f"""
        CASE WHEN len({left}) = 0 OR len({right}) = 0 THEN 'unknown'
             WHEN NOT list_has_any({left}, {right}) THEN 'none'
             WHEN len(list_intersect({left}, {right})) = greatest(len({left}), len({right}))
             THEN 'same'
             WHEN len(list_intersect({left}, {right})) = least(len({left}), len({right}))
             THEN 'within' ELSE 'some' END
    """
