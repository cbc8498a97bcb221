"""How light and how tense genres and moods are, as data, and titles by the mean of what they say.

A line is `kind: labels | light | tense`, from 3 (light, tense) to -3 (dark, calm); labels with
commas between them. The numbers say what the words mean; they were fitted to nothing. What other
words (another source's genres, say) have to do with tone is learnt from the catalogue in `spaces`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

TONES: Final = """
genre: comedy | 3 | 0
genre: family, kids, children | 3 | -1
genre: animation, musical | 2 | 0
genre: music, fantasy | 1 | 0
genre: romance | 1 | -2
genre: adventure | 1 | 2
genre: sport | 1 | 1
genre: action | 0 | 3
genre: science fiction, western | 0 | 1
genre: documentary | 0 | -2
genre: biography | 0 | -1
genre: history | -1 | 0
genre: drama | -1 | -2
genre: mystery | -1 | 2
genre: crime, war | -2 | 2
genre: thriller | -2 | 3
genre: film noir, noir | -3 | 1
genre: horror | -3 | 3
mood: warm, cosy | 3 | -3
mood: heartwarming | 3 | -2
mood: charming, feel-good, uplifting, light-hearted | 3 | -1
mood: cheerful, humorous, whimsical | 3 | 0
mood: fun, joyful, playful, silly | 3 | 1
mood: gentle, serene | 2 | -3
mood: hopeful | 2 | -1
mood: inspiring, magical, quirky, wondrous | 2 | 0
mood: irreverent, triumphant | 2 | 1
mood: outrageous | 2 | 2
mood: tender | 1 | -3
mood: nostalgic, romantic, sentimental | 1 | -2
mood: intimate, spiritual | 0 | -2
mood: ironic, stirring | 1 | 0
mood: adventurous | 1 | 2
mood: energetic, exciting | 1 | 3
mood: reflective | 0 | -3
mood: dreamlike | 0 | -2
mood: sensual | 0 | -1
mood: sardonic, surreal, passionate | 0 | 0
mood: rebellious, restless | 0 | 1
mood: epic | 0 | 2
mood: thrilling | 0 | 3
mood: contemplative | -1 | -3
mood: poignant, wistful | -1 | -2
mood: bittersweet | -1 | -1
mood: atmospheric, enigmatic, provocative | -1 | 0
mood: mysterious | -1 | 1
mood: urgent | -1 | 3
mood: lonely, melancholic | -2 | -2
mood: serious | -2 | -1
mood: brooding, cynical | -2 | 0
mood: eerie, raw | -2 | 1
mood: anxious, claustrophobic, tense | -2 | 2
mood: intense, suspenseful | -2 | 3
mood: sad, sombre | -3 | -2
mood: gloomy, heartbreaking, tragic | -3 | -1
mood: bleak | -3 | 0
mood: dark, gritty | -3 | 1
mood: chilling, creepy, desperate, disturbing, foreboding, harrowing, ominous | -3 | 2
mood: shocking, unsettling | -3 | 2
mood: frightening, menacing, paranoid, violent | -3 | 3
"""


def _read(text: str) -> dict[str, dict[str, tuple[float, float]]]:
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for line in text.strip().splitlines():
        labels, light, tense = line.split("|")
        kind, _, names = labels.partition(":")
        for name in names.split(","):
            found.setdefault(kind, {})[f"{kind}: {name.strip()}"] = float(light), float(tense)
    return found


RATED: Final = _read(TONES)
"""kind -> line of a document -> how light and how tense."""


def rated(documents: Sequence[Mapping[str, Sequence[str]]]) -> NDArray[np.float64]:
    """How light and how tense documents are, by the lines whose tone is known.

    Shape: documents x 2; a kind with many rated lines counts as much as one with few; a document
           with none is 0, as one of middling tone.

    >>> rated([{"genre": ["genre: comedy"], "mood": ["mood: fun", "mood: sad"]}, {}]).tolist()
    [[1.5, -0.25], [0.0, 0.0]]
    """
    rows = np.zeros((len(documents), 2))
    for place, one in enumerate(documents):
        kinds = [
            [said[line] for line in one.get(kind, ()) if line in said]
            for kind, said in RATED.items()
        ]
        means = [np.mean(found, axis=0) for found in kinds if found]
        if means:
            rows[place] = np.mean(means, axis=0)
    return rows
