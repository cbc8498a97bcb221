"""What each word of evidence weighs, as data with a version. No rule stands here.

Fitted to the open truth of three legs by `movie_assets_tests/benchmarks/crosswalk_fit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

RULE_VERSION = "names-2"


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
    nothing=5.99,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.29, "bp": -0.01, "bt": -0.09, "hh": -0.99,
            "hm": -0.02, "hp": -0.00, "ht": -0.02, "mb": -0.14, "mh": 0.04, "mm": 1.85,
            "mp": 0.10, "mt": -0.03, "none": -0.42, "pb": 0.00, "ph": -0.36, "pm": 0.39,
            "pp": -0.38, "pt": -0.07, "sb": -0.00, "sh": -0.16, "sm": 0.80, "sp": -0.06,
            "st": -0.00, "tb": -0.00, "th": -0.01, "tm": 0.34, "tp": 0.03, "tt": -0.48,
        },
        "also": {
            "both": 0.64, "neither": 0.26, "one": -0.28, "single": -0.61,
        },
        "slug": {
            "neither": -0.07, "other": -0.58, "same": 0.73, "silent": -0.07,
        },
        "article": {
            "none": -0.42, "other": -0.52, "same": 0.94,
        },
        "ratio": {
            "100": 1.88, "50": -0.62, "60": -1.49, "70": -0.31, "75": -0.26, "80": -0.58,
            "85": 0.06, "90": 1.30, "95": 1.63, "below": -2.04, "part": 0.42,
        },
        "words": {
            "100": 1.04, "60": -0.42, "75": -0.43, "90": 0.96, "below": -1.14,
        },
        "overlap": {
            "0.2": -0.48, "0.35": -0.57, "0.5": 0.00, "0.65": 1.13, "0.8": -0.10, "0.95": 0.60,
            "agreed": 0.42, "below": -1.00,
        },
        "numbers": {
            "differ": -0.05, "none": -0.24, "one side": -0.64, "same": 0.93,
        },
        "length": {
            "14": 0.62, "4": -0.06, "8": 0.07, "below": -0.21, "none": -0.42,
        },
        "year": {
            "-1": 1.59, "-2": 0.76, "-3": 0.50, "-4": -0.27, "0": 2.26, "1": 0.38, "2": -0.75,
            "3": -0.30, "4": -0.83, "after": -2.28, "before": -1.05,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": -0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": -0.00,
            "metacritic abroad:2": -0.00, "metacritic abroad:after": 0.00,
            "metacritic abroad:before": 0.00, "metacritic:-1": 0.07, "metacritic:-2": -0.16,
            "metacritic:-3": -0.19, "metacritic:-4": -0.17, "metacritic:0": -0.05,
            "metacritic:1": -0.08, "metacritic:2": -0.09, "metacritic:3": -0.01,
            "metacritic:4": -0.11, "metacritic:after": -0.36, "metacritic:before": -0.09,
            "rotten_tomatoes abroad:-1": 1.32, "rotten_tomatoes abroad:-2": 1.16,
            "rotten_tomatoes abroad:-3": 1.40, "rotten_tomatoes abroad:-4": 0.19,
            "rotten_tomatoes abroad:0": 1.49, "rotten_tomatoes abroad:1": 0.13,
            "rotten_tomatoes abroad:2": 0.13, "rotten_tomatoes abroad:3": 0.26,
            "rotten_tomatoes abroad:4": -0.10, "rotten_tomatoes abroad:after": -0.84,
            "rotten_tomatoes abroad:before": 1.01, "rotten_tomatoes:-1": 1.12,
            "rotten_tomatoes:-2": 0.86, "rotten_tomatoes:-3": 0.30, "rotten_tomatoes:-4": -0.08,
            "rotten_tomatoes:0": 0.86, "rotten_tomatoes:1": 1.00, "rotten_tomatoes:2": -0.46,
            "rotten_tomatoes:3": -0.10, "rotten_tomatoes:4": -0.20,
            "rotten_tomatoes:after": -0.61, "rotten_tomatoes:before": 0.53,
            "tv_tropes abroad:after": 0.00, "tv_tropes:after": 1.46, "wikipedia abroad:-1": -0.00,
            "wikipedia abroad:-2": -0.00, "wikipedia abroad:-3": 0.00,
            "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": 0.00, "wikipedia abroad:1": -0.00,
            "wikipedia abroad:2": -0.00, "wikipedia abroad:3": 0.00, "wikipedia abroad:4": 0.00,
            "wikipedia abroad:after": 0.00, "wikipedia abroad:before": 0.00,
            "wikipedia:-1": -0.93, "wikipedia:-2": -1.10, "wikipedia:-3": -1.01,
            "wikipedia:-4": -0.21, "wikipedia:0": -0.04, "wikipedia:1": -0.67,
            "wikipedia:2": -0.33, "wikipedia:3": -0.45, "wikipedia:4": -0.43,
            "wikipedia:after": -1.93, "wikipedia:before": -2.49,
        },
        "slug_year": {
            "far": -1.79, "far, at odds": -1.83, "near": -0.45, "near, at odds": 1.17,
            "same": 1.05, "same, at odds": 1.48, "silent": 0.38,
        },
        "drift": {
            "one of many:1": 0.36, "one of many:10": -0.80, "one of many:2": 0.15,
            "one of many:20": 0.00, "one of many:3": -0.85, "one of many:5": -0.11,
            "one of many:below": 0.32, "one of many:unknown": 0.06, "only:1": 1.41,
            "only:10": -1.91, "only:2": 0.19, "only:20": -1.52, "only:3": -0.06, "only:5": -0.15,
            "only:below": 1.48, "only:unknown": 1.02, "unnamed:1": 0.20, "unnamed:10": -0.19,
            "unnamed:2": -0.32, "unnamed:20": -0.15, "unnamed:3": -0.00, "unnamed:5": 0.04,
            "unnamed:below": 0.46, "unnamed:unknown": 0.37,
        },
        "rarity": {
            "0": 0.82, "1": 0.46, "12": -0.40, "2": 0.05, "3": -0.01, "6": -0.50,
            "unknown": -0.42,
        },
        "runtime": {
            "0": 0.32, "1": -0.15, "10": -0.69, "3": -0.17, "unknown": 0.68,
        },
        "genres": {
            "none": -1.90, "same": 1.30, "some": -0.11, "unknown": 0.18, "within": 0.54,
        },
        "votes": {
            "0": -1.87, "100": -1.16, "1000": 0.69, "10000": 1.74, "20": -2.01, "300": -0.22,
            "3000": 1.52, "50000": 2.17, "unknown": -0.86,
        },
        "fame": {
            "as many": -0.55, "fewer": -1.04, "most": 0.10, "undated, as many": 0.33,
            "undated, fewer": -0.06, "undated, most": -0.61, "undated, most by far": 0.68,
            "undated, untold": 0.60, "untold": 0.57,
        },
        "era": {
            "1930": -0.22, "1960": 0.62, "1980": -0.40, "below": 0.93, "dated": -0.93,
        },
        "entered": {
            "0.0": 0.54, "0.1": 0.42, "0.25": 0.24, "0.5": -0.24, "0.75": -0.96,
        },
        "elder": {
            "alone": 0.74, "first": 0.16, "later": -0.90,
        },
        "known": {
            "0, genres": -0.68, "0, no genres": -0.00, "150, genres": -0.03,
            "150, no genres": -0.00, "45, genres": -0.97, "45, no genres": -0.04,
            "65, genres": -0.12, "65, no genres": 0.02, "80, genres": -0.14,
            "80, no genres": -0.09, "unknown, genres": -0.50, "unknown, no genres": 2.56,
        },
    },
)
SECOND = Weights(
    nothing=7.19,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.38, "bp": -0.02, "bt": -0.07, "hh": -0.64,
            "hm": 0.19, "hp": -0.00, "ht": -0.03, "mb": -0.17, "mh": -0.19, "mm": 1.61,
            "mp": 0.07, "mt": -0.20, "none": -0.42, "pb": 0.00, "ph": -0.10, "pm": 0.27,
            "pp": -0.34, "pt": -0.08, "sb": -0.00, "sh": -0.09, "sm": 0.77, "sp": -0.03,
            "st": -0.01, "tb": -0.01, "th": -0.02, "tm": 0.16, "tp": 0.01, "tt": -0.31,
        },
        "also": {
            "both": 0.43, "neither": 0.34, "one": -0.21, "single": -0.56,
        },
        "slug": {
            "neither": -0.19, "other": -0.49, "same": 0.77, "silent": -0.09,
        },
        "article": {
            "none": -0.42, "other": -0.57, "same": 0.98,
        },
        "ratio": {
            "100": 1.65, "50": -0.57, "60": -1.46, "70": -0.22, "75": -0.14, "80": -0.48,
            "85": -0.00, "90": 1.48, "95": 1.58, "below": -2.15, "part": 0.31,
        },
        "words": {
            "100": 1.07, "60": -0.38, "75": -0.26, "90": 0.73, "below": -1.16,
        },
        "overlap": {
            "0.2": -0.40, "0.35": -0.54, "0.5": -0.02, "0.65": 1.14, "0.8": -0.14, "0.95": 0.53,
            "agreed": 0.42, "below": -0.98,
        },
        "numbers": {
            "differ": 0.16, "none": -0.43, "one side": -0.59, "same": 0.85,
        },
        "length": {
            "14": 0.68, "4": -0.05, "8": 0.12, "below": -0.32, "none": -0.42,
        },
        "year": {
            "-1": 1.51, "-2": 0.83, "-3": 0.50, "-4": -0.31, "0": 2.14, "1": 0.37, "2": -0.76,
            "3": -0.29, "4": -0.87, "after": -2.18, "before": -0.95,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": -0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": -0.00,
            "metacritic abroad:2": -0.00, "metacritic abroad:after": 0.00,
            "metacritic abroad:before": 0.00, "metacritic:-1": 0.01, "metacritic:-2": -0.17,
            "metacritic:-3": -0.20, "metacritic:-4": -0.17, "metacritic:0": -0.07,
            "metacritic:1": -0.10, "metacritic:2": -0.10, "metacritic:3": -0.02,
            "metacritic:4": -0.19, "metacritic:after": -0.41, "metacritic:before": -0.11,
            "rotten_tomatoes abroad:-1": 1.30, "rotten_tomatoes abroad:-2": 1.05,
            "rotten_tomatoes abroad:-3": 1.35, "rotten_tomatoes abroad:-4": 0.21,
            "rotten_tomatoes abroad:0": 1.40, "rotten_tomatoes abroad:1": 0.04,
            "rotten_tomatoes abroad:2": 0.10, "rotten_tomatoes abroad:3": 0.26,
            "rotten_tomatoes abroad:4": -0.11, "rotten_tomatoes abroad:after": -0.95,
            "rotten_tomatoes abroad:before": 0.92, "rotten_tomatoes:-1": 1.07,
            "rotten_tomatoes:-2": 0.99, "rotten_tomatoes:-3": 0.43, "rotten_tomatoes:-4": -0.09,
            "rotten_tomatoes:0": 0.81, "rotten_tomatoes:1": 0.91, "rotten_tomatoes:2": -0.40,
            "rotten_tomatoes:3": -0.18, "rotten_tomatoes:4": -0.16,
            "rotten_tomatoes:after": -0.55, "rotten_tomatoes:before": 0.67,
            "tv_tropes abroad:after": 0.00, "tv_tropes:after": 1.60, "wikipedia abroad:-1": -0.00,
            "wikipedia abroad:-2": -0.00, "wikipedia abroad:-3": 0.00,
            "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": 0.00, "wikipedia abroad:1": -0.00,
            "wikipedia abroad:2": -0.00, "wikipedia abroad:3": 0.00, "wikipedia abroad:4": 0.00,
            "wikipedia abroad:after": 0.00, "wikipedia abroad:before": 0.00,
            "wikipedia:-1": -0.87, "wikipedia:-2": -1.05, "wikipedia:-3": -1.09,
            "wikipedia:-4": -0.26, "wikipedia:0": 0.00, "wikipedia:1": -0.48,
            "wikipedia:2": -0.36, "wikipedia:3": -0.36, "wikipedia:4": -0.42,
            "wikipedia:after": -1.86, "wikipedia:before": -2.43,
        },
        "slug_year": {
            "far": -1.73, "far, at odds": -2.13, "near": -0.30, "near, at odds": 1.15,
            "same": 0.96, "same, at odds": 1.68, "silent": 0.37,
        },
        "drift": {
            "one of many:1": 0.47, "one of many:10": -0.82, "one of many:2": 0.26,
            "one of many:20": 0.02, "one of many:3": -0.79, "one of many:5": -0.24,
            "one of many:below": 0.34, "one of many:unknown": 0.11, "only:1": 1.30,
            "only:10": -1.71, "only:2": 0.17, "only:20": -1.45, "only:3": -0.17, "only:5": -0.25,
            "only:below": 1.42, "only:unknown": 1.11, "unnamed:1": 0.11, "unnamed:10": -0.24,
            "unnamed:2": -0.36, "unnamed:20": -0.09, "unnamed:3": -0.00, "unnamed:5": 0.05,
            "unnamed:below": 0.39, "unnamed:unknown": 0.37,
        },
        "rarity": {
            "0": 0.65, "1": 0.42, "12": -0.15, "2": 0.09, "3": 0.01, "6": -0.60, "unknown": -0.42,
        },
        "runtime": {
            "0": 0.25, "1": -0.33, "10": -0.56, "3": -0.10, "unknown": 0.75,
        },
        "genres": {
            "none": -1.80, "same": 1.27, "some": -0.11, "unknown": 0.08, "within": 0.56,
        },
        "votes": {
            "0": -1.94, "100": -1.19, "1000": 0.60, "10000": 1.90, "20": -2.04, "300": -0.18,
            "3000": 1.47, "50000": 2.57, "unknown": -1.18,
        },
        "fame": {
            "as many": -0.52, "fewer": -1.05, "most": 0.20, "undated, as many": 0.23,
            "undated, fewer": -0.01, "undated, most": -0.70, "undated, most by far": 0.51,
            "undated, untold": 0.65, "untold": 0.69,
        },
        "era": {
            "1930": -0.27, "1960": 0.55, "1980": -0.44, "below": 0.85, "dated": -0.68,
        },
        "entered": {
            "0.0": 0.62, "0.1": 0.44, "0.25": 0.24, "0.5": -0.25, "0.75": -1.05,
        },
        "elder": {
            "alone": 0.76, "first": 0.21, "later": -0.98,
        },
        "known": {
            "0, genres": -0.65, "0, no genres": -0.00, "150, genres": -0.12,
            "150, no genres": -0.00, "45, genres": -0.95, "45, no genres": -0.03,
            "65, genres": -0.21, "65, no genres": 0.02, "80, genres": -0.30,
            "80, no genres": -0.08, "unknown, genres": -0.49, "unknown, no genres": 2.82,
        },
        "rival": {
            "certain": -1.53, "even": 0.11, "likely": -0.63, "none": 1.55, "possible": -0.26,
            "weak": 0.75,
        },
    },
)
