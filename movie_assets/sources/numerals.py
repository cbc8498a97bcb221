"""Numbers in names, as digits, as Roman numerals and in words. No slugs, no comparing."""

from __future__ import annotations

import re

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip
# Beyond 50 parts there is no series, but there are many words of the letters C, D, L and M.
_LARGEST_ROMAN = 50

# "II" is a number wherever it stands; "I", "V" and "X" only where a part's number stands.
_ROMAN_WORD = re.compile(
    r"\b(?:(?<=part )|(?<=chapter )|(?<=episode )|(?<=volume )|(?<=vol )|(?<=book )|(?<=series ))"
    r"[ivx]+\b|\b(?:i{2,3}|iv|vi{1,3}|ix|xi{1,3}|xiv|xvi{0,3}|xix|xxi{0,3})\b"
    r"|(?<=\w )[vx](?=\s*(?:$|:| - ))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,/])[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])|(?<![\w.,/])[0-9]+(?![\w/])")
# Years would make "MCMXLI"; nobody writes a part's number above 50 so.
_SMALL_NUMBER = re.compile(r"(?<=\w )(?<![\w.,/])[0-9]{1,2}(?![\w/.,])")
_DIGIT_OF = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_WORD = re.compile(rf"\b(?:{'|'.join(_DIGIT_OF)})\b", re.IGNORECASE)


def roman(number: int) -> str:
    """A number from 1 to 100 in Roman numerals.

    >>> roman(4), roman(39)
    ('IV', 'XXXIX')
    """
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written


_VALUE_OF = {roman(number): number for number in range(1, _LARGEST_ROMAN + 1)}


def roman_as_digits(text: str) -> str:
    """Roman numerals that number a part become digits; words that only look like them stay.

    >>> roman_as_digits("Rocky III"), roman_as_digits("Malcolm X"), roman_as_digits("I, Robot")
    ('Rocky 3', 'Malcolm 10', 'I, Robot')
    """

    def digits(found: re.Match[str]) -> str:
        value = _VALUE_OF.get(found.group().upper())
        return found.group() if value is None else str(value)

    return _ROMAN_WORD.sub(digits, text)


def digits_as_roman(text: str) -> str:
    """Numbers up to 50 behind a word become Roman numerals.

    >>> digits_as_roman("Rocky 3"), digits_as_roman("12 Angry Men")
    ('Rocky III', '12 Angry Men')
    """

    def letters(found: re.Match[str]) -> str:
        value = int(found.group())
        return roman(value) if 0 < value <= _LARGEST_ROMAN else found.group()

    return _SMALL_NUMBER.sub(letters, text)


def words_as_digits(text: str) -> str:
    """Numbers written as one word become digits.

    >>> words_as_digits("Ocean's Eleven"), words_as_digits("Seven Samurai")
    ("Ocean's 11", '7 Samurai')
    """
    return _WORD.sub(lambda found: str(_DIGIT_OF[found.group().lower()]), text)


def digits_as_words(text: str, way: int = 0) -> str:
    """Whole numbers below a million become words; `way` chooses among the ways to read them.

    >>> digits_as_words("8 Women"), digits_as_words("1941"), digits_as_words("1941", way=1)
    ('Eight Women', 'Nineteen Forty One', 'One Thousand Nine Hundred And Forty One')
    """

    def read(found: re.Match[str]) -> str:
        ways = in_words(int(found.group().replace(",", "")[:7]))
        return ways[min(way, len(ways) - 1)] if ways else found.group()

    return _NUMBER.sub(read, text)


def in_words(number: int) -> tuple[str, ...]:
    """The ways to say a number, likeliest first: as a year, with "and", without.

    >>> in_words(127)
    ('One Hundred And Twenty Seven', 'One Hundred Twenty Seven', 'One Twenty Seven')
    >>> in_words(2001)
    ('Two Thousand And One', 'Two Thousand One', 'Twenty Oh One')
    """
    if not 0 <= number < 1_000_000:
        return ()
    ways = [_cardinal(number, " and "), _cardinal(number, " ")]
    pair = _pair(number)
    if pair is not None:
        ways.insert(0 if 1100 <= number < 2000 else len(ways), pair)
    return tuple(dict.fromkeys(way.title() for way in ways))


def _cardinal(number: int, joint: str) -> str:
    if number < 100:
        return _below_hundred(number)
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    above, below = divmod(number, unit)
    if not below:
        return f"{_cardinal(above, joint)} {name}"
    link = joint if below < 100 else " "
    return f"{_cardinal(above, joint)} {name}{link}{_cardinal(below, joint)}"


def _below_hundred(number: int) -> str:
    if number < 20:
        return _ONES[number]
    ten, one = divmod(number, 10)
    return _TENS[ten - 2] + (f" {_ONES[one]}" if one else "")


def _pair(number: int) -> str | None:
    """1984 as nineteen eighty four, 127 as one twenty seven; None where nobody says it so."""
    above, below = divmod(number, 100)
    if not (0 < above < 100 and below) or above == 10:
        return None
    return f"{_below_hundred(above)} {'oh ' if below < 10 else ''}{_below_hundred(below)}"
