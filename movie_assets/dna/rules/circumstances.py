"""What kind, age limit, decade, country and language say of a title, as lines of rules."""

from __future__ import annotations

from typing import Final

KINDS: Final = """
tv | narrative: told in episodes .6; pacing: episodic .4 |
"""

# Years of age a title's certifications ask for, in five bands.
AGES: Final = """
0 | target_audience: general audience .6; families .4 | wholesome 3
7 | target_audience: general audience .5 |
12 | target_audience: teenagers .5; flags: violence .3; strong language .3 | violence 2
16 | target_audience: adults .7; flags: violence .45; strong language .5; sexual content .3 |
    violence 3
18 | target_audience: adults .9; flags: violence .5; sexual content .45; disturbing images .4 |
    violence 4, eroticism 2
"""

# The rest only hints: it counts where nothing else told the time or the place.
DECADES: Final = """
1890s, 1900s, 1910s | time: early 20th century .5; cinematic_style: black and white .8; silent film
    .8; score_and_sound: silent .7 |
1920s | time: 1920s .5; cinematic_style: black and white .8; silent film .6; score_and_sound:
    silent .5 |
1930s | time: 1930s .5; cinematic_style: black and white .7; classic Hollywood look .3 |
1940s | time: 1940s .5; cinematic_style: black and white .65; classic Hollywood look .35 |
1950s | time: 1950s .5; cinematic_style: classic Hollywood look .35 |
1960s | time: 1960s .5 |
1970s | time: 1970s .5 |
1980s | time: 1980s .5 |
1990s | time: 1990s .5 |
2000s | time: 2000s .5; modern day .4 |
2010s | time: 2010s .5; modern day .5 |
2020s | time: 2020s .5; present day .5 |
"""

PLACES: Final = """
us | place: United States .5 |
gb | place: United Kingdom .5 |
fr | place: France .5 |
de, dd, xg | place: Germany .5 |
it | place: Italy .5 |
es | place: Spain .5 |
jp | place: Japan .55 |
kr | place: South Korea .55 |
cn | place: China .55 |
hk | place: Hong Kong .55 |
tw | place: Taiwan .55 |
in | place: India .6 |
ca | place: Canada .35 |
au | place: Australia .5 |
nz | place: New Zealand .45 |
ie | place: Ireland .5 |
se | place: Sweden .55 |
dk | place: Denmark .55 |
no | place: Norway .55 |
fi | place: Finland .55 |
nl | place: Netherlands .5 |
be | place: Belgium .45 |
at | place: Austria .5 |
ch | place: Switzerland .45 |
pl | place: Poland .55 |
cz, xc | place: Czechia .5 |
hu | place: Hungary .5 |
ro | place: Romania .5 |
ru | place: Russia .55 |
su | place: Soviet Union .55 |
ua | place: Ukraine .55 |
tr | place: Turkey .55 |
gr | place: Greece .5 |
pt | place: Portugal .5 |
il | place: Israel .55 |
ir | place: Iran .6 |
eg | place: Egypt .55 |
za | place: South Africa .5 |
ng | place: Nigeria .6 |
br | place: Brazil .55 |
mx | place: Mexico .55 |
ar | place: Argentina .55 |
cl | place: Chile .55 |
co | place: Colombia .55 |
th | place: Thailand .55 |
id | place: Indonesia .55 |
ph | place: Philippines .55 |
vn | place: Vietnam .55 |
"""

LANGUAGES: Final = """
ja | place: Japan .4 |
ko | place: South Korea .4 |
hi, ta, te, ml, bn | place: India .45 |
zh | place: China .4 |
cn | place: Hong Kong .4 |
sv | place: Sweden .4 |
da | place: Denmark .4 |
fa | place: Iran .45 |
tr | place: Turkey .45 |
ru | place: Russia .4 |
th | place: Thailand .4 |
pl | place: Poland .4 |
"""
