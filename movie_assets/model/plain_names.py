"""Names made plain, as SQL, so that spellings of one name are equal. No matching of titles here."""

from __future__ import annotations


def plain_name_sql(name: str) -> str:
    """SQL of a name's words: letters and digits, without capitals, accents and marks.

    Shape: one space between words; empty where no word is left, NULL for NULL.

    >>> "strip_accents(title)" in plain_name_sql("title")
    True
    """
    words = f"regexp_replace(lower(strip_accents({name})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')"
    return f"trim({words})"
