"""Numbers written out in English, as digits. Which other words are the same is `normalise`'s."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_TO_NINETEEN = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_FROM_TWENTY = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {word: number for number, word in enumerate(_TO_NINETEEN, start=1)}
_TENS = {word: number * 10 for number, word in enumerate(_FROM_TWENTY, start=2)}
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_BELOW_TENTH = frozenset(_ORDINALS) - {"tenth"}
NUMBER_WORDS = frozenset(_UNITS) | frozenset(_TENS) | frozenset(_ORDINALS) | {"hundred", "thousand"}
_Reader = Callable[[Sequence[str], int], tuple[int | None, int]]


def digits_for_words(words: Sequence[str]) -> list[str]:
    """The words with each number that is written out as digits, and each ordinal as 4th.

    Shape: lower-case words in; numbers that follow each other without a scale stay apart.

    >>> digits_for_words("one hundred and one dalmatians".split())
    ['101', 'dalmatians']
    >>> digits_for_words("one eight seven on forty second street".split())
    ['1', '8', '7', 'on', '42nd', 'street']
    """
    if NUMBER_WORDS.isdisjoint(words):
        return list(words)
    said: list[str] = []
    place = 0
    while place < len(words):
        number, after = _number(words, place)
        if number is None:
            said.append(_ORDINALS.get(words[place], words[place]))
        elif number in _TENS.values() and _at(words, after) in _BELOW_TENTH:
            said.append(f"{number // 10}{_ORDINALS[words[after]]}")
            after += 1
        else:
            said.append(str(number))
        place = after
    return said


def _number(words: Sequence[str], place: int) -> tuple[int | None, int]:
    """The number that begins at a place, and the place behind it; none where none does."""
    number, after = _scaled(words, place, "hundred", 100, _below_hundred)
    if _at(words, after) == "thousand":
        return _scaled(words, place, "thousand", 1000, _below_thousand)
    return number, after if number is not None else place + 1


def _below_thousand(words: Sequence[str], place: int) -> tuple[int | None, int]:
    return _scaled(words, place, "hundred", 100, _below_hundred)


def _scaled(
    words: Sequence[str], place: int, scale: str, worth: int, below: _Reader
) -> tuple[int | None, int]:
    """A number below a scale, and what the scale makes of it: two, hundred, two hundred and six."""
    number, after = below(words, place)
    if _at(words, after) != scale:
        return number, after
    rest, behind = below(words, after + 2 if _at(words, after + 1) == "and" else after + 1)
    whole = (number or 1) * worth
    return (whole, after + 1) if rest is None else (whole + rest, behind)


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _below_hundred(words: Sequence[str], place: int) -> tuple[int | None, int]:
    word = _at(words, place)
    if word in _TENS:
        unit = _UNITS.get(_at(words, place + 1), 10)
        return (_TENS[word] + unit, place + 2) if unit < 10 else (_TENS[word], place + 1)
    return (_UNITS[word], place + 1) if word in _UNITS else (None, place)
