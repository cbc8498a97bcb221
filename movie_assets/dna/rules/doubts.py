"""Facts that speak against a tag, as lines of rules: the number is what is left of its confidence.

A loss or a funeral makes a drama sad, and stands in half of all action films and cartoons as well.
"""

from __future__ import annotations

from typing import Final

DOUBTS: Final = """
comedy, family, kids, children, animation | mood: melancholic .6; sad .6; heartbreaking .6;
    sombre .6; tragic .7 |
action, adventure, action & adventure, action and adventure | mood: melancholic .7; sad .7;
    heartbreaking .7; poignant .7 |
horror | mood: melancholic .7; sad .7; heartbreaking .7; heartwarming .7; feel-good .7 |
"""
