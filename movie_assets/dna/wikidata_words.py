"""Wikidata's ids of genres, subjects, countries and languages as words that rules know. Facts only.

Places are left out: what Wikidata gives of films is mostly where they were shot, not where they
are set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

# type of fact | id word, id word …; an id may stand for several facts
_WORDS: Final = """
genre | Q130232 drama, Q157443 comedy, Q188473 action, Q200092 horror, Q471839 science fiction,
    Q2484376 thriller, Q959790 crime, Q157394 fantasy, Q859369 comedy, Q859369 drama,
    Q1054574 romance, Q860626 romance, Q860626 comedy, Q319221 adventure, Q842256 musical,
    Q645928 biography, Q2143665 family, Q369747 war, Q1200678 mystery, Q93204 documentary,
    Q224700 horror, Q224700 comedy, Q172980 western, Q185867 film noir, Q1339864 sport,
    Q16950433 crime, Q16950433 comedy, Q17013749 history, Q1747837 horror, Q1747837 comedy
keyword | Q52162262 based on novel, Q860626 romantic comedy, Q20442589 lgbt, Q1146335 teenager,
    Q2975633 coming of age, Q663106 friendship, Q1342372 monster, Q2421031 neo noir,
    Q1033891 martial arts, Q28026639 christmas, Q496523 heist, Q20443008 dystopia, Q853630 slasher,
    Q2137852 vampire, Q2297927 spy, Q1341051 post apocalyptic, Q3072049 zombie, Q586250 prison,
    Q622548 parody, Q846544 disaster, Q21401869 flashback, Q622291 political thriller,
    Q599558 eroticism, Q2439025 erotic thriller, Q3072039 courtroom, Q1535153 superhero,
    Q226730 silent film, Q3272147 found footage, Q1067324 exploitation, Q222639 swashbuckler,
    Q883179 blaxploitation, Q1747837 zombie, Q2447078 alien invasion, Q362 world war ii,
    Q80837 supernatural, Q484188 serial killer, Q7283 terrorism, Q182154 time travel,
    Q15326 alcoholism, Q8454 death penalty, Q8683 cold war, Q430 dinosaur, Q36633 prostitution,
    Q181508 alien, Q10737 suicide, Q11416 gambling, Q11995 pregnancy, Q614130 mad scientist,
    Q2763 holocaust, Q9402 ninja, Q184425 world war ii, Q5369 baseball, Q45393 pirate,
    Q1712140 revenge, Q906343 dysfunctional family
country | Q30 us, Q145 gb, Q142 fr, Q16 ca, Q17 jp, Q183 de, Q408 au, Q38 it, Q29 es, Q8646 hk,
    Q34 se, Q148 cn, Q668 in, Q884 kr, Q15180 su, Q35 dk, Q258 za, Q96 mx, Q159 ru, Q664 nz,
    Q33 fi, Q36 pl, Q31 be, Q27 ie, Q20 no, Q414 ar, Q55 nl, Q865 tw, Q794 ir, Q869 th, Q155 br,
    Q40 at, Q39 ch, Q213 cz, Q33946 xc, Q28 hu, Q218 ro, Q212 ua, Q43 tr, Q41 gr, Q45 pt, Q801 il,
    Q79 eg, Q1033 ng, Q298 cl, Q739 co, Q252 id, Q928 ph, Q881 vn
language | Q1860 en, Q150 fr, Q5287 ja, Q1321 es, Q652 it, Q188 de, Q7737 ru, Q9186 cn, Q9027 sv,
    Q1568 hi, Q9176 ko, Q9192 zh, Q727694 zh, Q9035 da, Q1412 fi, Q809 pl, Q5146 pt, Q9043 no,
    Q7411 nl, Q9056 cs, Q9168 fa, Q9217 th, Q256 tr, Q5885 ta, Q8097 te, Q36236 ml, Q9610 bn
"""


def _read(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in text.strip().replace("\n    ", " ").splitlines():
        kind, _, cells = line.partition(" | ")
        for cell in cells.split(", "):
            one, _, word = cell.partition(" ")
            yield one.casefold(), (kind, word)


def _table() -> dict[str, tuple[tuple[str, str], ...]]:
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for one, told in _read(_WORDS):
        table[one] = (*table.get(one, ()), told)
    return table


_TABLE: Final = _table()


def words_of(name: str) -> tuple[tuple[str, str], ...]:
    """The facts an id stands for, as (type, word); none for what is no id, or one not known.

    >>> words_of("Q362"), words_of("q860626")[0], words_of("heist")
    ((('keyword', 'world war ii'),), ('genre', 'romance'), ())
    """
    return _TABLE.get(name.casefold(), ())
