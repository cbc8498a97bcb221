"""What each word of evidence weighs, as data with a version. No rule stands here.

Fitted to the open truth of three legs by `movie_assets_tests/benchmarks/crosswalk_fit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

RULE_VERSION = "names-1"


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
# one thing. People: measured on films of Netflix's list beside Wikidata's, by title and year.
BELIEFS: Mapping[str, Mapping[str, float]] = {
    "directors": {"same": 4.0, "near": 1.0, "none": -3.0},
    "actors": {"many": 3.5, "two": 3.0, "one": 1.5, "none": -1.5},
    "countries": {"shared": 0.4, "none": -1.0},
    "languages": {"shared": 0.4, "none": -1.0},
    "released": {"day": 1.5, "week": 0.8},
}

# fmt: off
FIRST = Weights(
    nothing=6.44,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.21, "bp": -0.00, "bt": -0.17, "hh": -0.03,
            "hm": -0.19, "hp": -0.00, "ht": 0.00, "mb": -0.11, "mh": -0.33, "mm": 1.12,
            "mp": -0.00, "mt": -0.25, "none": -0.05, "pb": 0.00, "ph": -0.31, "pm": 0.24,
            "pp": -0.21, "pt": -0.04, "sb": -0.00, "sh": -0.30, "sm": 0.38, "sp": -0.05,
            "st": -0.01, "tb": -0.03, "th": 0.00, "tm": 0.22, "tp": -0.00, "tt": 0.34,
        },
        "also": {
            "both": 0.36, "neither": 0.04, "one": -0.18, "single": -0.21,
        },
        "slug": {
            "neither": -0.67, "other": -0.19, "same": 0.38, "silent": 0.48,
        },
        "article": {
            "none": -0.05, "other": -1.01, "same": 1.06,
        },
        "ratio": {
            "100": 1.78, "50": -0.74, "60": -0.81, "70": 0.08, "75": 0.26, "80": -0.90,
            "85": 0.41, "90": 0.56, "95": 1.31, "below": -2.13, "part": 0.19,
        },
        "words": {
            "100": 1.68, "60": -1.04, "75": -0.51, "90": 1.20, "below": -1.32,
        },
        "numbers": {
            "differ": -0.12, "same": 0.12,
        },
        "length": {
            "14": 0.26, "4": -0.26, "8": -0.08, "below": 0.13, "none": -0.05,
        },
        "year": {
            "-1": 1.44, "-2": 0.81, "-3": 0.62, "-4": -0.22, "0": 2.26, "1": 0.46, "2": -0.74,
            "3": -0.40, "4": -0.59, "after": -2.70, "before": -0.94,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": 0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": 0.00, "metacritic abroad:2": 0.00,
            "metacritic abroad:after": 0.00, "metacritic abroad:before": 0.00,
            "metacritic:-1": 0.13, "metacritic:-2": -0.10, "metacritic:-3": -0.15,
            "metacritic:-4": -0.10, "metacritic:0": -0.07, "metacritic:1": -0.03,
            "metacritic:2": -0.08, "metacritic:3": -0.04, "metacritic:4": -0.02,
            "metacritic:after": -0.23, "metacritic:before": 0.19,
            "rotten_tomatoes abroad:-1": 0.67, "rotten_tomatoes abroad:-2": 0.64,
            "rotten_tomatoes abroad:-3": 1.07, "rotten_tomatoes abroad:-4": 0.12,
            "rotten_tomatoes abroad:0": 0.63, "rotten_tomatoes abroad:1": -0.41,
            "rotten_tomatoes abroad:2": -0.16, "rotten_tomatoes abroad:3": 0.03,
            "rotten_tomatoes abroad:4": -0.16, "rotten_tomatoes abroad:after": -0.94,
            "rotten_tomatoes abroad:before": 0.56, "rotten_tomatoes:-1": 0.45,
            "rotten_tomatoes:-2": 0.34, "rotten_tomatoes:-3": 0.16, "rotten_tomatoes:-4": -0.33,
            "rotten_tomatoes:0": 0.55, "rotten_tomatoes:1": 0.82, "rotten_tomatoes:2": -0.62,
            "rotten_tomatoes:3": -0.09, "rotten_tomatoes:4": -0.25,
            "rotten_tomatoes:after": -0.62, "rotten_tomatoes:before": -0.04,
            "wikipedia abroad:-1": -0.00, "wikipedia abroad:-2": -0.00,
            "wikipedia abroad:-3": 0.00, "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": -0.00,
            "wikipedia abroad:1": -0.00, "wikipedia abroad:2": 0.00, "wikipedia abroad:3": 0.00,
            "wikipedia abroad:4": 0.00, "wikipedia abroad:after": 0.00,
            "wikipedia abroad:before": 0.00, "wikipedia:-1": 0.18, "wikipedia:-2": -0.08,
            "wikipedia:-3": -0.46, "wikipedia:-4": 0.07, "wikipedia:0": 1.15, "wikipedia:1": 0.08,
            "wikipedia:2": 0.12, "wikipedia:3": -0.29, "wikipedia:4": -0.17,
            "wikipedia:after": -0.91, "wikipedia:before": -1.64,
        },
        "slug_year": {
            "far": -0.94, "far, at odds": -1.69, "near": -0.35, "near, at odds": 1.03,
            "same": 0.72, "same, at odds": 1.18, "silent": 0.06,
        },
        "drift": {
            "one of many:1": 0.65, "one of many:10": -1.40, "one of many:2": -0.02,
            "one of many:20": -0.76, "one of many:3": -1.29, "one of many:5": -0.31,
            "one of many:below": 0.48, "only:1": 1.02, "only:10": -1.55, "only:2": -0.13,
            "only:20": -0.06, "only:3": 0.70, "only:5": 0.55, "only:below": 1.01,
            "unnamed:1": 0.22, "unnamed:10": -0.10, "unnamed:2": 0.22, "unnamed:20": -0.02,
            "unnamed:3": 0.01, "unnamed:5": 0.02, "unnamed:below": 0.78,
        },
        "rarity": {
            "0": 1.17, "1": 1.54, "12": -0.37, "2": -0.85, "3": -0.72, "6": -0.71,
            "unknown": -0.05,
        },
        "runtime": {
            "0": 0.42, "15": -0.66, "3": -0.03, "unknown": 0.27,
        },
        "genres": {
            "none": -1.81, "same": 0.73, "some": -0.00, "unknown": 0.73, "within": 0.35,
        },
        "votes": {
            "0": -0.98, "100": -0.51, "1000": 0.90, "10000": 0.19, "20": -0.99, "300": 0.29,
            "3000": 0.89, "50000": 0.19, "unknown": 0.02,
        },
        "fame": {
            "as many": -0.41, "fewer": -1.59, "most": 1.12, "untold": 0.87,
        },
        "entered": {
            "0.0": 0.25, "0.1": 0.51, "0.25": 0.59, "0.5": -0.33, "0.75": -1.02,
        },
        "elder": {
            "alone": 0.88, "first": 0.19, "later": -1.07,
        },
        "known": {
            "0, genres": -0.21, "0, no genres": 0.00, "150, genres": -0.16,
            "150, no genres": 0.00, "45, genres": -0.63, "45, no genres": -0.03,
            "65, genres": 0.16, "65, no genres": -0.06, "80, genres": -0.39,
            "80, no genres": -0.02, "unknown, genres": 0.50, "unknown, no genres": 0.84,
        },
    },
)
SECOND = Weights(
    nothing=7.03,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.31, "bp": -0.00, "bt": -0.11, "hh": -0.04,
            "hm": 0.14, "hp": -0.00, "ht": 0.00, "mb": -0.12, "mh": -0.35, "mm": 0.95, "mp": 0.02,
            "mt": -0.27, "none": -0.08, "pb": 0.00, "ph": -0.05, "pm": 0.16, "pp": -0.23,
            "pt": -0.04, "sb": -0.00, "sh": -0.16, "sm": 0.33, "sp": -0.02, "st": -0.01,
            "tb": -0.04, "th": 0.00, "tm": 0.04, "tp": -0.01, "tt": 0.22,
        },
        "also": {
            "both": 0.24, "neither": 0.03, "one": -0.13, "single": -0.14,
        },
        "slug": {
            "neither": -0.76, "other": -0.14, "same": 0.38, "silent": 0.52,
        },
        "article": {
            "none": -0.08, "other": -0.97, "same": 1.05,
        },
        "ratio": {
            "100": 1.64, "50": -0.72, "60": -0.74, "70": -0.03, "75": 0.37, "80": -0.79,
            "85": 0.39, "90": 0.55, "95": 1.25, "below": -2.06, "part": 0.15,
        },
        "words": {
            "100": 1.54, "60": -0.76, "75": -0.59, "90": 1.08, "below": -1.28,
        },
        "numbers": {
            "differ": -0.08, "same": 0.08,
        },
        "length": {
            "14": 0.24, "4": -0.23, "8": -0.05, "below": 0.12, "none": -0.08,
        },
        "year": {
            "-1": 1.31, "-2": 0.81, "-3": 0.66, "-4": -0.26, "0": 2.12, "1": 0.52, "2": -0.68,
            "3": -0.36, "4": -0.65, "after": -2.69, "before": -0.78,
        },
        "source_year": {
            "metacritic abroad:-1": 0.00, "metacritic abroad:-2": 0.00,
            "metacritic abroad:0": 0.00, "metacritic abroad:1": 0.00, "metacritic abroad:2": 0.00,
            "metacritic abroad:after": 0.00, "metacritic abroad:before": 0.00,
            "metacritic:-1": 0.11, "metacritic:-2": -0.03, "metacritic:-3": -0.17,
            "metacritic:-4": -0.11, "metacritic:0": -0.10, "metacritic:1": -0.05,
            "metacritic:2": -0.08, "metacritic:3": -0.05, "metacritic:4": -0.04,
            "metacritic:after": -0.28, "metacritic:before": 0.12,
            "rotten_tomatoes abroad:-1": 0.62, "rotten_tomatoes abroad:-2": 0.59,
            "rotten_tomatoes abroad:-3": 0.97, "rotten_tomatoes abroad:-4": 0.14,
            "rotten_tomatoes abroad:0": 0.60, "rotten_tomatoes abroad:1": -0.40,
            "rotten_tomatoes abroad:2": -0.25, "rotten_tomatoes abroad:3": 0.06,
            "rotten_tomatoes abroad:4": -0.18, "rotten_tomatoes abroad:after": -1.06,
            "rotten_tomatoes abroad:before": 0.39, "rotten_tomatoes:-1": 0.35,
            "rotten_tomatoes:-2": 0.34, "rotten_tomatoes:-3": 0.30, "rotten_tomatoes:-4": -0.35,
            "rotten_tomatoes:0": 0.54, "rotten_tomatoes:1": 0.79, "rotten_tomatoes:2": -0.54,
            "rotten_tomatoes:3": -0.20, "rotten_tomatoes:4": -0.25,
            "rotten_tomatoes:after": -0.53, "rotten_tomatoes:before": 0.16,
            "wikipedia abroad:-1": -0.00, "wikipedia abroad:-2": -0.00,
            "wikipedia abroad:-3": 0.00, "wikipedia abroad:-4": 0.00, "wikipedia abroad:0": 0.00,
            "wikipedia abroad:1": -0.00, "wikipedia abroad:2": 0.00, "wikipedia abroad:3": 0.00,
            "wikipedia abroad:4": 0.00, "wikipedia abroad:after": 0.00,
            "wikipedia abroad:before": 0.00, "wikipedia:-1": 0.23, "wikipedia:-2": -0.09,
            "wikipedia:-3": -0.44, "wikipedia:-4": 0.05, "wikipedia:0": 1.08, "wikipedia:1": 0.17,
            "wikipedia:2": 0.19, "wikipedia:3": -0.17, "wikipedia:4": -0.18,
            "wikipedia:after": -0.82, "wikipedia:before": -1.45,
        },
        "slug_year": {
            "far": -0.93, "far, at odds": -1.88, "near": -0.27, "near, at odds": 1.00,
            "same": 0.74, "same, at odds": 1.30, "silent": 0.05,
        },
        "drift": {
            "one of many:1": 0.75, "one of many:10": -1.42, "one of many:2": 0.04,
            "one of many:20": -0.55, "one of many:3": -1.24, "one of many:5": -0.51,
            "one of many:below": 0.46, "only:1": 0.95, "only:10": -1.29, "only:2": -0.01,
            "only:20": -0.08, "only:3": 0.63, "only:5": 0.48, "only:below": 0.92,
            "unnamed:1": 0.12, "unnamed:10": -0.11, "unnamed:2": 0.11, "unnamed:20": -0.02,
            "unnamed:3": 0.00, "unnamed:5": 0.02, "unnamed:below": 0.73,
        },
        "rarity": {
            "0": 0.95, "1": 1.59, "12": -0.26, "2": -0.80, "3": -0.69, "6": -0.71,
            "unknown": -0.08,
        },
        "runtime": {
            "0": 0.29, "15": -0.58, "3": 0.01, "unknown": 0.27,
        },
        "genres": {
            "none": -1.66, "same": 0.65, "some": -0.06, "unknown": 0.74, "within": 0.34,
        },
        "votes": {
            "0": -1.05, "100": -0.61, "1000": 0.79, "10000": 0.15, "20": -1.01, "300": 0.27,
            "3000": 0.99, "50000": 0.48, "unknown": -0.02,
        },
        "fame": {
            "as many": -0.42, "fewer": -1.73, "most": 1.23, "untold": 0.91,
        },
        "entered": {
            "0.0": 0.30, "0.1": 0.53, "0.25": 0.68, "0.5": -0.41, "0.75": -1.10,
        },
        "elder": {
            "alone": 0.86, "first": 0.26, "later": -1.13,
        },
        "known": {
            "0, genres": -0.21, "0, no genres": 0.00, "150, genres": -0.16,
            "150, no genres": 0.00, "45, genres": -0.61, "45, no genres": -0.03,
            "65, genres": 0.10, "65, no genres": -0.02, "80, genres": -0.40,
            "80, no genres": -0.02, "unknown, genres": 0.39, "unknown, no genres": 0.97,
        },
        "rival": {
            "certain": -1.69, "even": 0.11, "likely": -0.39, "none": 1.08, "possible": 0.19,
            "weak": 0.71,
        },
    },
)
