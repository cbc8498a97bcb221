"""How much of two names' words is shared, by how common each word is in titles, as SQL."""

from __future__ import annotations

# Words that tell next to nothing, and the commonest of those that tell little: each in more than
# 1 of 400 titles of IMDb. A list, not counts, so that a pair's words weigh the same on any spine.
_SILENT = (
    "the a an of in and to for on from is no with at it by not be or as le la les de di del du des "
    "el los las il un une en der die das my you me we our your this that what who how when"
)
_COMMON = (
    "love story life man movie last one night world time all day black dead live house girl new "
    "death out american up road city war blood home little lost film dark journey days red do 2 "
    "white king big dream christmas heart good men back way project blue art god secret woman "
    "great about family documentary beyond land people girls mr boy game first island women "
    "america 3 go street return end after summer wild like hell 1 young old lady three"
)
_WEIGHTS = (0.1, 0.4, 1.0)
_LETTERS = 5  # Adventure and Adventures are one word


def overlap_sql(left: str, right: str) -> str:
    """SQL of the share of the longer name's words, by weight, that both names have: 0 to 1."""
    ours, theirs = (f"list_distinct(string_split({text}, ' '))" for text in (left, right))
    both = f"list_intersect({_begun(ours)}, {_begun(theirs)})"
    longer = f"greatest({_weight(_begun(ours))}, {_weight(_begun(theirs))})"
    return f"({_weight(both)} / {longer})"


def _begun(words: str) -> str:
    return f"list_distinct(list_transform({words}, w -> left(w, {_LETTERS})))"


def _weight(words: str) -> str:
    silent, common = (_listed(some) for some in (_SILENT, _COMMON))
    low, middle, high = _WEIGHTS
    return f"""list_sum(list_transform(list_append({words}, ''), w ->
        CASE WHEN w = '' THEN 0.001 WHEN w IN ({silent}) THEN {low}
             WHEN w IN ({common}) THEN {middle} ELSE {high} END))"""


def _listed(words: str) -> str:
    return ", ".join(sorted({f"'{word[:_LETTERS]}'" for word in words.split()}))
