"""How much of two names' words is shared, by how common each word is in titles. No letters."""

from __future__ import annotations

from functools import lru_cache

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
_LETTERS = 5  # Adventure and Adventures are one word
_LITTLE, _SOME, _MUCH = 100, 400, 1000  # what a word weighs; whole numbers add up alike anyhow
_WEIGHT = {word[:_LETTERS]: _SOME for word in _COMMON.split()} | {
    word[:_LETTERS]: _LITTLE for word in _SILENT.split()
}


def overlap(left: str, right: str) -> float:
    """The share of the longer name's words, by weight, that both names have: 0 to 1.

    >>> round(overlap("the red fox", "red fox"), 2), round(overlap("ronin", "heat"), 2)
    (0.93, 0.0)
    """
    (ours, our_weight), (theirs, their_weight) = _weighed(left), _weighed(right)
    both = sum(_WEIGHT.get(word, _MUCH) for word in ours & theirs)
    return (both + 1) / (max(our_weight, their_weight) + 1)


@lru_cache(maxsize=50_000)
def _weighed(text: str) -> tuple[frozenset[str], int]:
    words = frozenset(word[:_LETTERS] for word in text.split(" "))
    return words, sum(_WEIGHT.get(word, _MUCH) for word in words)
