"""What each word of evidence weighs, as data with a version. No rule stands here.

Fitted to the open truth of three legs by `movie_assets_tests/benchmarks/crosswalk_fit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

RULE_VERSION = "names-4"


class Weights(NamedTuple):
    """A fitted model: natural logarithms of odds.

    Attributes:
        nothing: the score of "none of these titles".
        words: feature -> word -> weight.
    """

    nothing: float
    words: Mapping[str, Mapping[str, float]]


# What no leg with truth has on both sides, so that it cannot be fitted there. Logarithms of how
# much oftener a word is said of one film than of two namesakes, halved where two features tell of
# one thing. People: of 520 films of one title and year in a streaming list and in Wikidata 513
# named one director and 5 another (most of those are other films), of 104 namesakes none and 103.
BELIEFS: Mapping[str, Mapping[str, float]] = {
    "directors": {"same": 4.5, "near": 0.5, "none": -4.5},
    "actors": {"many": 2.5, "two": 1.5, "one": 0.5, "none": -2.5},
    "countries": {"shared": 0.4, "none": -1.0},
    "languages": {"shared": 0.4, "none": -1.0},
    "released": {"day": 1.5, "week": 0.8},
}

# fmt: off
FIRST = Weights(
    nothing=5.69,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.29, "bp": -0.01, "bt": -0.08, "hh": -0.75,
            "hm": 0.02, "hp": -0.00, "ht": -0.02, "mb": -0.12, "mh": 0.02, "mm": 1.68, "mp": 0.02,
            "mt": -0.17, "none": -0.36, "pb": 0.00, "ph": -0.40, "pm": 0.45, "pp": -0.36,
            "pt": -0.06, "sb": -0.00, "sh": -0.19, "sm": 0.71, "sp": -0.06, "st": -0.00,
            "tb": -0.01, "th": -0.01, "tm": 0.25, "tp": 0.07, "tt": -0.34,
        },
        "also": {
            "both": 0.60, "neither": 0.21, "one": -0.33, "single": -0.47,
        },
        "slug": {
            "neither": -0.12, "other": -0.52, "same": 0.65, "silent": -0.01,
        },
        "article": {
            "none": -0.36, "other": -0.46, "same": 1.26, "sign": -0.43,
        },
        "ratio": {
            "100": 1.86, "50": -0.68, "60": -1.52, "70": -0.31, "75": -0.17, "80": -0.57,
            "85": -0.09, "90": 1.34, "95": 1.88, "below": -2.16, "part": 0.41,
        },
        "words": {
            "100": 1.15, "60": -0.26, "75": -0.32, "90": 0.40, "below": -0.98,
        },
        "overlap": {
            "0.2": -0.49, "0.35": -0.61, "0.5": -0.01, "0.65": 1.13, "0.8": -0.17, "0.95": 0.78,
            "agreed": 0.36, "below": -0.99,
        },
        "numbers": {
            "differ": 0.16, "none": -0.41, "one side": -0.77, "same": 1.03,
        },
        "length": {
            "14": 0.59, "4": -0.05, "8": 0.01, "below": -0.18, "none": -0.36,
        },
        "year": {
            "-1": 1.53, "-2": 0.72, "-3": 0.53, "-4": -0.22, "0": 2.18, "1": 0.39, "2": -0.70,
            "3": -0.34, "4": -0.76, "after": -2.30, "before": -1.03,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": -0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": -0.00,
            "metacritic abroad:2": -0.00, "metacritic abroad:after": 0.00,
            "metacritic abroad:before": 0.00, "metacritic:-1": -0.03, "metacritic:-2": -0.21,
            "metacritic:-3": -0.20, "metacritic:-4": -0.19, "metacritic:0": -0.15,
            "metacritic:1": -0.12, "metacritic:2": -0.11, "metacritic:3": -0.02,
            "metacritic:4": -0.14, "metacritic:after": -0.40, "metacritic:before": -0.21,
            "rotten_tomatoes abroad:-1": 1.15, "rotten_tomatoes abroad:-2": 1.00,
            "rotten_tomatoes abroad:-3": 1.19, "rotten_tomatoes abroad:-4": 0.12,
            "rotten_tomatoes abroad:0": 1.28, "rotten_tomatoes abroad:1": 0.01,
            "rotten_tomatoes abroad:2": 0.08, "rotten_tomatoes abroad:3": 0.16,
            "rotten_tomatoes abroad:4": -0.13, "rotten_tomatoes abroad:after": -0.93,
            "rotten_tomatoes abroad:before": 0.81, "rotten_tomatoes:-1": 0.75,
            "rotten_tomatoes:-2": 0.57, "rotten_tomatoes:-3": 0.04, "rotten_tomatoes:-4": -0.23,
            "rotten_tomatoes:0": 0.53, "rotten_tomatoes:1": 0.76, "rotten_tomatoes:2": -0.59,
            "rotten_tomatoes:3": -0.18, "rotten_tomatoes:4": -0.27,
            "rotten_tomatoes:after": -0.85, "rotten_tomatoes:before": 0.19,
            "tv_tropes abroad:after": 0.00, "tv_tropes:after": 1.27, "wikipedia abroad:-1": -0.00,
            "wikipedia abroad:-2": -0.00, "wikipedia abroad:-3": 0.00,
            "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": 0.00, "wikipedia abroad:1": -0.00,
            "wikipedia abroad:2": -0.00, "wikipedia abroad:3": 0.00, "wikipedia abroad:4": 0.00,
            "wikipedia abroad:after": 0.00, "wikipedia abroad:before": 0.00,
            "wikipedia:-1": -0.34, "wikipedia:-2": -0.64, "wikipedia:-3": -0.50,
            "wikipedia:-4": 0.08, "wikipedia:0": 0.51, "wikipedia:1": -0.26, "wikipedia:2": -0.07,
            "wikipedia:3": -0.30, "wikipedia:4": -0.22, "wikipedia:after": -1.39,
            "wikipedia:before": -1.81,
        },
        "slug_year": {
            "far": -1.64, "far, at odds": -1.84, "near": -0.40, "near, at odds": 1.14,
            "same": 1.13, "same, at odds": 1.30, "silent": 0.31,
        },
        "drift": {
            "one of many:1": 0.35, "one of many:10": -0.82, "one of many:2": 0.10,
            "one of many:20": 0.03, "one of many:3": -0.85, "one of many:5": -0.08,
            "one of many:below": 0.29, "one of many:unknown": 0.10, "only:1": 1.36,
            "only:10": -1.94, "only:2": 0.24, "only:20": -1.46, "only:3": 0.07, "only:5": -0.11,
            "only:below": 1.42, "only:unknown": 0.87, "unnamed:1": 0.20, "unnamed:10": -0.11,
            "unnamed:2": -0.31, "unnamed:20": -0.13, "unnamed:3": -0.00, "unnamed:5": 0.04,
            "unnamed:below": 0.46, "unnamed:unknown": 0.29,
        },
        "rarity": {
            "0": 0.80, "1": 0.45, "12": -0.21, "2": -0.09, "3": -0.13, "6": -0.46,
            "unknown": -0.36,
        },
        "runtime": {
            "0": 0.36, "1": -0.22, "10": -0.74, "3": -0.17, "unknown": 0.76,
        },
        "genres": {
            "none": -1.73, "same": 1.22, "some": -0.07, "unknown": -0.00, "within": 0.58,
        },
        "votes": {
            "0": -1.78, "100": -1.17, "1000": 0.65, "10000": 1.64, "20": -1.83, "300": -0.21,
            "3000": 1.45, "50000": 2.10, "unknown": -0.86,
        },
        "fame": {
            "as many": -0.61, "fewer": -0.96, "most": 0.09, "undated, as many": 0.33,
            "undated, fewer": -0.11, "undated, most": -0.60, "undated, most by far": 0.69,
            "undated, untold": 0.60, "untold": 0.56,
        },
        "era": {
            "1930": -0.22, "1960": 0.61, "1980": -0.40, "below": 0.92, "dated": -0.91,
        },
        "entered": {
            "0.0": 0.51, "0.1": 0.41, "0.25": 0.26, "0.5": -0.23, "0.75": -0.95,
        },
        "elder": {
            "alone": 0.75, "first": 0.15, "later": -0.90,
        },
        "known": {
            "0, genres": -0.55, "0, no genres": -0.00, "150, genres": 0.02,
            "150, no genres": -0.00, "45, genres": -1.02, "45, no genres": -0.04,
            "65, genres": -0.17, "65, no genres": 0.02, "80, genres": -0.17,
            "80, no genres": -0.09, "unknown, genres": -0.53, "unknown, no genres": 2.53,
        },
    },
)
SECOND = Weights(
    nothing=6.73,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.34, "bp": -0.01, "bt": -0.09, "hh": -0.48,
            "hm": 0.24, "hp": -0.00, "ht": -0.02, "mb": -0.15, "mh": -0.15, "mm": 1.51,
            "mp": 0.00, "mt": -0.28, "none": -0.36, "pb": 0.00, "ph": -0.12, "pm": 0.30,
            "pp": -0.37, "pt": -0.06, "sb": -0.00, "sh": -0.09, "sm": 0.69, "sp": -0.03,
            "st": -0.01, "tb": -0.01, "th": -0.02, "tm": 0.09, "tp": 0.02, "tt": -0.26,
        },
        "also": {
            "both": 0.39, "neither": 0.28, "one": -0.26, "single": -0.42,
        },
        "slug": {
            "neither": -0.21, "other": -0.46, "same": 0.69, "silent": -0.02,
        },
        "article": {
            "none": -0.36, "other": -0.41, "same": 1.32, "sign": -0.54,
        },
        "ratio": {
            "100": 1.61, "50": -0.61, "60": -1.44, "70": -0.19, "75": -0.08, "80": -0.49,
            "85": 0.02, "90": 1.40, "95": 1.72, "below": -2.22, "part": 0.28,
        },
        "words": {
            "100": 1.09, "60": -0.28, "75": -0.19, "90": 0.40, "below": -1.03,
        },
        "overlap": {
            "0.2": -0.42, "0.35": -0.60, "0.5": -0.07, "0.65": 1.13, "0.8": -0.12, "0.95": 0.70,
            "agreed": 0.36, "below": -0.98,
        },
        "numbers": {
            "differ": 0.21, "none": -0.53, "one side": -0.65, "same": 0.96,
        },
        "length": {
            "14": 0.61, "4": -0.03, "8": 0.05, "below": -0.26, "none": -0.36,
        },
        "year": {
            "-1": 1.44, "-2": 0.76, "-3": 0.53, "-4": -0.27, "0": 2.07, "1": 0.40, "2": -0.68,
            "3": -0.30, "4": -0.79, "after": -2.21, "before": -0.94,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": -0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": -0.00,
            "metacritic abroad:2": -0.00, "metacritic abroad:after": 0.00,
            "metacritic abroad:before": 0.00, "metacritic:-1": -0.09, "metacritic:-2": -0.19,
            "metacritic:-3": -0.22, "metacritic:-4": -0.20, "metacritic:0": -0.18,
            "metacritic:1": -0.13, "metacritic:2": -0.13, "metacritic:3": -0.02,
            "metacritic:4": -0.22, "metacritic:after": -0.46, "metacritic:before": -0.25,
            "rotten_tomatoes abroad:-1": 1.11, "rotten_tomatoes abroad:-2": 0.90,
            "rotten_tomatoes abroad:-3": 1.12, "rotten_tomatoes abroad:-4": 0.15,
            "rotten_tomatoes abroad:0": 1.19, "rotten_tomatoes abroad:1": -0.08,
            "rotten_tomatoes abroad:2": 0.06, "rotten_tomatoes abroad:3": 0.18,
            "rotten_tomatoes abroad:4": -0.14, "rotten_tomatoes abroad:after": -1.03,
            "rotten_tomatoes abroad:before": 0.72, "rotten_tomatoes:-1": 0.69,
            "rotten_tomatoes:-2": 0.67, "rotten_tomatoes:-3": 0.18, "rotten_tomatoes:-4": -0.26,
            "rotten_tomatoes:0": 0.47, "rotten_tomatoes:1": 0.68, "rotten_tomatoes:2": -0.52,
            "rotten_tomatoes:3": -0.27, "rotten_tomatoes:4": -0.22,
            "rotten_tomatoes:after": -0.79, "rotten_tomatoes:before": 0.32,
            "tv_tropes abroad:after": 0.00, "tv_tropes:after": 1.37, "wikipedia abroad:-1": -0.00,
            "wikipedia abroad:-2": -0.00, "wikipedia abroad:-3": 0.00,
            "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": 0.00, "wikipedia abroad:1": -0.00,
            "wikipedia abroad:2": -0.00, "wikipedia abroad:3": 0.00, "wikipedia abroad:4": 0.00,
            "wikipedia abroad:after": 0.00, "wikipedia abroad:before": 0.00,
            "wikipedia:-1": -0.27, "wikipedia:-2": -0.62, "wikipedia:-3": -0.56,
            "wikipedia:-4": 0.04, "wikipedia:0": 0.58, "wikipedia:1": -0.06, "wikipedia:2": -0.09,
            "wikipedia:3": -0.19, "wikipedia:4": -0.22, "wikipedia:after": -1.29,
            "wikipedia:before": -1.72,
        },
        "slug_year": {
            "far": -1.55, "far, at odds": -2.12, "near": -0.28, "near, at odds": 1.12,
            "same": 1.00, "same, at odds": 1.53, "silent": 0.29,
        },
        "drift": {
            "one of many:1": 0.48, "one of many:10": -0.83, "one of many:2": 0.20,
            "one of many:20": 0.08, "one of many:3": -0.79, "one of many:5": -0.23,
            "one of many:below": 0.30, "one of many:unknown": 0.12, "only:1": 1.26,
            "only:10": -1.72, "only:2": 0.23, "only:20": -1.43, "only:3": -0.04, "only:5": -0.20,
            "only:below": 1.36, "only:unknown": 0.95, "unnamed:1": 0.10, "unnamed:10": -0.16,
            "unnamed:2": -0.35, "unnamed:20": -0.06, "unnamed:3": -0.01, "unnamed:5": 0.05,
            "unnamed:below": 0.40, "unnamed:unknown": 0.30,
        },
        "rarity": {
            "0": 0.64, "1": 0.41, "12": 0.06, "2": -0.05, "3": -0.12, "6": -0.57,
            "unknown": -0.36,
        },
        "runtime": {
            "0": 0.29, "1": -0.37, "10": -0.61, "3": -0.11, "unknown": 0.80,
        },
        "genres": {
            "none": -1.63, "same": 1.20, "some": -0.07, "unknown": -0.07, "within": 0.57,
        },
        "votes": {
            "0": -1.87, "100": -1.20, "1000": 0.57, "10000": 1.81, "20": -1.84, "300": -0.17,
            "3000": 1.41, "50000": 2.45, "unknown": -1.15,
        },
        "fame": {
            "as many": -0.58, "fewer": -0.98, "most": 0.21, "undated, as many": 0.24,
            "undated, fewer": -0.05, "undated, most": -0.66, "undated, most by far": 0.53,
            "undated, untold": 0.65, "untold": 0.65,
        },
        "era": {
            "1930": -0.27, "1960": 0.55, "1980": -0.43, "below": 0.85, "dated": -0.70,
        },
        "entered": {
            "0.0": 0.58, "0.1": 0.42, "0.25": 0.26, "0.5": -0.24, "0.75": -1.03,
        },
        "elder": {
            "alone": 0.75, "first": 0.21, "later": -0.96,
        },
        "known": {
            "0, genres": -0.52, "0, no genres": -0.00, "150, genres": -0.03,
            "150, no genres": -0.00, "45, genres": -1.00, "45, no genres": -0.04,
            "65, genres": -0.25, "65, no genres": 0.02, "80, genres": -0.34,
            "80, no genres": -0.08, "unknown, genres": -0.52, "unknown, no genres": 2.76,
        },
        "rival": {
            "certain": -1.57, "even": 0.04, "likely": -0.61, "none": 1.46, "possible": -0.22,
            "weak": 0.90,
        },
    },
)
