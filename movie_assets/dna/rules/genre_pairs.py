"""What two genres, or a genre and a language, say together (pairs in alphabetical order)."""

from __future__ import annotations

from typing import Final

GENRE_PAIRS: Final = """
action + comedy | sub_genres: action comedy .8; humor: banter .5; mood: fun .5 | physical_comedy 4
action + science fiction, action + sci fi | sub_genres: science fiction action .8 | spectacle 5,
    adrenaline 3
action + war | sub_genres: military action .7 | warfare 4
adventure + comedy | sub_genres: adventure comedy .7; mood: fun .5 | physical_comedy 3
adventure + fantasy | sub_genres: fantasy adventure .8 | wonder 4, world_immersion 4
animation + comedy | humor: visual gags .5; slapstick .4 | physical_comedy 4
animation + family, animation + kids, animation + children | sub_genres: children's animation .8;
    target_audience: children .6 | wholesome 3
animation + ja | sub_genres: anime .95; cinematic_style: anime .95; target_audience: anime fans .7;
    place: Japan .4 | visual_stylization 4
comedy + crime | sub_genres: crime comedy .8; humor: black humour .35 | dark_humor 4
comedy + drama | sub_genres: tragicomedy .45; mood: bittersweet .6 | pathos 2, melancholy 3
comedy + family, children + comedy | sub_genres: family comedy .8; mood: feel-good .5 | wholesome 3
comedy + fantasy | humor: quirky humour .4; mood: whimsical .5 | eccentricity 4
comedy + horror | sub_genres: horror comedy .85; humor: black humour .6; mood: irreverent .4 |
    dark_humor 6, camp_and_irony 4
comedy + music, comedy + musical | sub_genres: musical comedy .6; humor: musical comedy .5; mood:
    joyful .4 | music_centrality 3
comedy + romance | sub_genres: romantic comedy .9; mood: charming .6; feel-good .5; humor: romantic
    banter .5; dialog: witty banter .4 | wit_wordplay 3, hopefulness 4
comedy + science fiction, comedy + sci fi | sub_genres: science fiction comedy .8 | absurdist_humor
    4
comedy + sport | sub_genres: sports comedy .8 | physical_comedy 3
comedy + war | sub_genres: war comedy .7; humor: satire .25 | satire_parody 3, dark_humor 3
comedy + western | sub_genres: western comedy .75; humor: parody .45 | satire_parody 4
crime + drama | sub_genres: crime drama .6; mood: gritty .4 | character_depth 2, bleakness 3
crime + mystery | sub_genres: detective story .6; plot: criminal investigation .7; murder .5 |
    mystery 3
crime + thriller | plot: cat-and-mouse hunt .5 | tension 2
documentary + music | sub_genres: live concert film .35; plot: life in music .4 | showbiz 3
drama + family | sub_genres: family drama .6 | family_dynamics 4
drama + history | sub_genres: historical drama .7; period drama .5 | character_depth 2
drama + music, drama + musical | sub_genres: musical drama .6 | catharsis 3
drama + mystery | mood: enigmatic .4 | psychological 3, ambiguity 3
drama + romance | sub_genres: romantic drama .8; mood: passionate .4; bittersweet .35 | melancholy
    3
drama + thriller | sub_genres: psychological thriller .4 | psychological 3
drama + war | sub_genres: war drama .7; themes: cost of war .6 | pathos 3
family + fantasy | mood: whimsical .45; target_audience: families .5 | wonder 3
fantasy + romance | sub_genres: romantic fantasy .6 | romance 2
fantasy + horror | sub_genres: dark fantasy .6; supernatural horror .5 | uncanny 4
history + romance | sub_genres: historical romance .7 |
history + war | sub_genres: war epic .5; time: historical past .5 | warfare 3
horror + ja, horror + ko | mood: eerie .5; target_audience: fans of Asian horror .5 | uncanny 4
horror + mystery | sub_genres: supernatural horror .4; mood: eerie .5 | mystery 3
horror + science fiction, horror + sci fi | sub_genres: science fiction horror .85 | grotesque 3
horror + thriller | sub_genres: psychological horror .4; mood: menacing .4 | tension 3
mystery + thriller | sub_genres: mystery thriller .8; narrative: twists and turns .5 | intrigue 3
science fiction + thriller, sci fi + thriller | sub_genres: techno-thriller .5 |
    technology_and_humanity 3
thriller + war | sub_genres: espionage thriller .3 | political 3
"""
