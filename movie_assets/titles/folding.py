"""One spelling for names and for what is typed to find them. What is found is `search`'s business.

The same steps stand as SQL of Postgres in `api.fold`; a test holds the two together, letter by
letter.
"""

from __future__ import annotations

from movie_assets.model.render.duckdb import literal

# Scripts whose marks are vowels, not accents: Indic, Thai, Tibetan, Khmer, … keep them.
VOWEL_MARKS = (
    (0x0700, 0x109F), (0x135D, 0x135F), (0x1700, 0x1AAF), (0x1B00, 0x1CFF), (0xA66F, 0xA6FF),
    (0xA800, 0xABFF), (0x10A00, 0x16FFF), (0x1BC00, 0x1EFFF),
)  # fmt: skip
APOSTROPHES = "'`´ʻʼ‘’′"
# Stands between names that are folded as one text: one call for many names is four times as fast.
BETWEEN = "\x1f"
# Everything between words: punctuation, symbols, arrows, boxes, emoji; by ranges, so that no
# engine's own idea of a letter counts.
SEPARATORS = (
    (0x01, 0x1E), (0x20, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0xA9), (0xAB, 0xB4),
    (0xB6, 0xB9), (0xBB, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x2B0, 0x2FF), (0x55A, 0x55F),
    (0x589, 0x58A), (0x5BE, 0x5BE), (0x5C0, 0x5C0), (0x5C3, 0x5C3), (0x5C6, 0x5C6),
    (0x5F3, 0x5F4), (0x60C, 0x60C), (0x61B, 0x61F), (0x640, 0x640), (0x66A, 0x66D),
    (0x6D4, 0x6D4), (0x964, 0x965), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2100, 0x214F),
    (0x2190, 0x245F), (0x2500, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004), (0x3008, 0x3020),
    (0x3030, 0x3030), (0x303D, 0x303F), (0x30A0, 0x30A0), (0x30FB, 0x30FB), (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6F), (0xFEFF, 0xFEFF), (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65), (0xFFE0, 0xFFFD), (0x1F000, 0x1FAFF),
)  # fmt: skip
# Letters without a mark to take off, in lower case; Arabic's ways of writing alef, yeh and heh.
LETTERS = ("øđłðıħŧςىیةک", "odldihtσييهك")
WIDE = ("０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
        "0123456789abcdefghijklmnopqrstuvwxyz")  # fmt: skip
SPELT_OUT = (
    ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ﬁ", "fi"), ("ﬂ", "fl"),
    ("½", " 1 2"), ("¼", " 1 4"), ("¾", " 3 4"), ("⅓", " 1 3"), ("¹", " 1"), ("²", " 2"),
    ("³", " 3"),
)  # fmt: skip


def folded_sql(names: str) -> str:
    """DuckDB's expression of names' words: lower case, plain letters, one space between words.

    Shape: names in one text with `BETWEEN` between them, before and after.
    Law:   a name of signs alone has no words.
    """
    plain = _letters_sql(names)
    plain = f"replace(replace({plain}, '&', ' and '), '+', ' and ')"
    words = f"trim(regexp_replace({plain}, {_class(SEPARATORS)}, ' ', 'g'))"
    return f"replace(replace({words}, ' {BETWEEN}', '{BETWEEN}'), '{BETWEEN} ', '{BETWEEN}')"


def _letters_sql(name: str) -> str:
    """SQL of a name in plain small letters, without apostrophes."""
    # Names in ASCII, two of three, have no marks; length counts letters, strlen bytes.
    ascii_name = f"lower({name})"
    for sign in filter(str.isascii, APOSTROPHES):
        ascii_name = f"replace({ascii_name}, {literal(sign)}, '')"
    bare = (
        f"CASE WHEN regexp_matches({name}, {_class(VOWEL_MARKS)}) THEN nfc_normalize({name}) "
        f"ELSE strip_accents({name}) END"
    )
    # What has no letter to become is left out: ten calls of `replace` took a third of the folding.
    letters = f"translate(lower({bare}), {literal(LETTERS[0] + APOSTROPHES)}, '{LETTERS[1]}')"
    spelt = "one"
    for sign, words in SPELT_OUT:
        spelt = f"replace({spelt}, '{sign}', '{words}')"
    signs = "".join(sign for sign, _ in SPELT_OUT)
    letters = (
        f"list_transform([{letters}], "
        f"one -> CASE WHEN regexp_matches(one, '[{signs}]') THEN {spelt} ELSE one END)[1]"
    )
    wide = (
        f"CASE WHEN regexp_matches({name}, '[０-９Ａ-Ｚａ-ｚ]') "
        f"THEN translate({letters}, '{WIDE[0]}', '{WIDE[1]}') ELSE {letters} END"
    )
    return f"CASE WHEN length({name}) = strlen({name}) THEN {ascii_name} ELSE {wide} END"


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    """Ranges of code points as a class of RE2, one or more, as a literal."""
    inside = "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges)
    return f"'[{inside}]+'"
