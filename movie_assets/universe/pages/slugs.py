"""How each site spells a title in its addresses; which title has which address is `plan`'s."""

import re
import unicodedata


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    bare = re.sub(r"['.]", "", folded.replace("&", " and "))
    return re.findall(r"[A-Za-z0-9]+", bare)


def rotten_tomatoes_slug(name: str) -> str:
    """Spell a title as Rotten Tomatoes does; empty when no letter of it is Latin.

    >>> rotten_tomatoes_slug("Singin' in the Rain")
    'singin_in_the_rain'
    """
    return "_".join(_words(name)).lower()


def metacritic_slug(name: str) -> str:
    """Spell a title as Metacritic does.

    >>> metacritic_slug("Mad Max: Fury Road")
    'mad-max-fury-road'
    """
    return "-".join(_words(name)).lower()


def tv_tropes_name(name: str) -> str:
    """Spell a title as TV Tropes does: each word with a capital, nothing between.

    >>> tv_tropes_name("The Lord of the Rings")
    'TheLordOfTheRings'
    """
    return "".join(word[0].upper() + word[1:] for word in _words(name))


def wikipedia_key(name: str) -> str:
    """Spell a title as Wikipedia's keys do.

    >>> wikipedia_key("mad Max 2")
    'Mad_Max_2'
    """
    return (name[:1].upper() + name[1:]).replace(" ", "_")


def spaced(camel_case: str) -> str:
    """Write a trope's page name as words.

    >>> spaced("DVDCommentary"), spaced("AWinnerIsYou"), spaced("ThirtySixthChamber3")
    ('DVD Commentary', 'A Winner Is You', 'Thirty Sixth Chamber 3')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z0-9])(?=[A-Z][a-z])", " ", camel_case)
    return re.sub(r"\b(A)(?=[A-Z][a-z])", r"\1 ", apart)
