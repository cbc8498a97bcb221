"""The marks of countries' rating boards and the age each asks for. No reading of free text."""

from __future__ import annotations

from typing import Final

# country | certification age, …
_SCALES: Final = """
US | G 0, PG 8, PG-13 13, R 17, NC-17 18, X 18, M 16, GP 8, APPROVED 8, PASSED 8
US | TV-Y 0, TV-Y7 7, TV-Y7-FV 7, TV-G 0, TV-PG 8, TV-14 14, TV-MA 17
GB | U 0, UC 0, PG 8, 12A 12, 12 12, 15 15, 18 18, R18 18, AA 14, A 8, X 18
CA | G 0, PG 8, 14A 14, 18A 18, R 18, A 18, C 0, C8 8, E 0
AU | G 0, PG 8, M 15, MA15+ 15, MA 15+ 15, R18+ 18, R 18+ 18, R 18, X18+ 18
NZ | G 0, PG 8, M 16, R13 13, R15 15, R16 16, R18 18
FR | U 0, TP 0, TOUS PUBLICS 0
DE | FSK 0 0, FSK 6 6, FSK 12 12, FSK 16 16, FSK 18 18
JP | G 0, PG12 12, R15+ 15, R18+ 18
KR | ALL 0, EXEMPT 0, 19 19, RESTRICTED SCREENING 19
IN | U 0, UA 12, U/A 7+ 7, UA 7+ 7, UA 13+ 13, UA 16+ 16, A 18, S 18
IT | T 0, VM14 14, VM18 18, 6+ 6, 14+ 14, 18+ 18
ES | A 0, APTA 0, TP 0, ERI 0, I 0, INFANTIL 0, X 18
BR | L 0, AL 0, A10 10, A12 12, A14 14, A16 16, A18 18
MX | AA 0, A 0, B 12, B-15 15, B15 15, C 18, D 18
PT | M/3 3, M/4 4, M/6 6, M/12 12, M/14 14, M/16 16, M/18 18, PUBLIC 0
SE | BTL 0, BARNTILLATEN 0
DK | A 0
FI | S 0, T 0, K-7 7, K-12 12, K-16 16, K-18 18
NL | AL 0
HK | I 0, IIA 12, IIB 16, III 18
SG | G 0, PG 8, PG13 13, NC16 16, M18 18, R21 21
"""


def _ages() -> dict[tuple[str, str], int]:
    ages: dict[tuple[str, str], int] = {}
    for line in _SCALES.strip().splitlines():
        country, scale = line.split(" | ")
        for entry in scale.split(", "):
            mark, age = entry.rsplit(" ", 1)
            ages[country, mark] = int(age)
    return ages


AGES_BY_CERTIFICATION: Final[dict[tuple[str, str], int]] = _ages()
