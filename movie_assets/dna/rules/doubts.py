"""Facts that speak against a tag, as lines of rules: the number is what is left of its confidence.

A loss or a funeral makes a drama sad, and stands in half of all action films and cartoons as well.
A comedy has gangsters and ghosts that neither make it gritty nor frighten anybody; Christmas comes
in thrillers that warm no heart; and a film noir of the last fifty years is in colour.
"""

from __future__ import annotations

from typing import Final

DOUBTS: Final = """
comedy, family, kids, children, animation | mood: melancholic .6; sad .6; heartbreaking .6;
    sombre .6; tragic .7; gritty .4; frightening .6; creepy .6; tense .6; suspenseful .6;
    menacing .7 |
action, adventure, action & adventure, action and adventure | mood: melancholic .7; sad .7;
    heartbreaking .7; poignant .7; heartwarming .6; creepy .7; frightening .8; gritty .8 |
horror | mood: melancholic .7; sad .7; heartbreaking .7; heartwarming .5; feel-good .7 |
crime, thriller, war | mood: heartwarming .5; feel-good .7 |
"""

DECADE_DOUBTS: Final = """
1970s, 1980s, 1990s, 2000s, 2010s, 2020s | cinematic_style: black and white .3 |
"""
