"""A simulated year of refreshing: our policy, the seed's lanes, and plain oldest-first.

    python -m movie_assets_tests.benchmarks.refresh_simulator [--scale 1] [--days 365]
        [--sources rotten_tomatoes,metacritic] [--ways ours,seed,oldest_first]
        [--seed 1] [--requests]

One JSON object a source and way. At full scale (1.2 M titles) a year takes a source one to
three core-minutes and 510 MB. Figures of the world, each with its source: `refresh_facts.json`.

What is printed, by views: `age_of_facts` is the mean age of the facts held, over the year and at
its end; `age_of_all` counts a title that was never read as old as the time since it appeared;
`coverage` is the share of what the source has that was read after 1 and 7 days; `blind` the most
that asking as many titles once gives by their popularity and Wikidata's links, `bound` the most it
gives whoever knows every page beforehand. `worst` is the longest wait within the year: for facts,
where there are any, and for any request. `releases` is the share of releases with a page that were
read on the day they appeared in the export. `titles_a_day` is the day's budget; as in the seed's
article it counts titles, and none of the three ways pays more for a title than another, bounds
included. The product's budgets count requests, of which a title takes `requests_a_title`: with
`--requests` the day's titles are so many fewer.
Titles that always fail have no facts and are left out of ages, coverage and `worst` for facts;
`releases` counts them.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from movie_assets.refresh.policy import POLICY
from movie_assets_tests.refresh_simulation import Figures, OldestFirst, Ours, Seed, simulate
from movie_assets_tests.refresh_world import World

WAYS = {"ours": Ours, "seed": Seed, "oldest_first": OldestFirst}


def told(figures: Figures) -> dict[str, object]:
    """Figures as they are printed."""
    ours = figures.releases[~np.isnan(figures.releases)]
    return {
        "age_of_facts": [round(float(np.mean(figures.ages)), 1), round(figures.ages[-1], 1)],
        "age_of_all": [
            round(float(np.mean(figures.ages_of_all)), 1),
            round(figures.ages_of_all[-1], 1),
        ],
        "coverage": [round(figures.coverage[0], 3), round(figures.coverage[-1], 3)],
        "blind": [round(figures.blind[0], 3), round(figures.blind[-1], 3)],
        "bound": [round(figures.bound[0], 3), round(figures.bound[-1], 3)],
        "releases": round(float(ours.mean()), 3) if len(ours) else None,
        "poison": round(figures.poisoned / max(1, figures.asked), 4),
        "worst": [figures.worst_has, figures.worst_check],
    }


def main() -> None:
    """Simulate what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--sources", default="rotten_tomatoes,metacritic,tv_tropes,imdb_page,dna")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--seed", type=int, default=1, help="of the world's chances")
    parser.add_argument("--requests", action="store_true", help="budgets count requests")
    words = parser.parse_args()
    for source in words.sources.split(","):
        cost = POLICY.of(source).requests
        for way in words.ways.split(","):
            world = World.made(words.days, words.scale, words.seed)
            a_day = world.facts["budgets"][source] * words.scale
            budget = max(1, round(a_day / cost if words.requests else a_day))
            figures = simulate(world, source, WAYS[way](world, source), budget)
            row = {"source": source, "way": way, "titles_a_day": budget, "requests_a_title": cost}
            print(json.dumps(row | told(figures)), flush=True)


if __name__ == "__main__":
    main()
