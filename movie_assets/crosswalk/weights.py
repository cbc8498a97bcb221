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


# fmt: off
FIRST = Weights(
    nothing=2.38,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.23, "bp": -0.00, "bt": -0.13, "hh": -0.01,
            "hm": -1.47, "hp": -0.02, "ht": 0.00, "mb": -0.10, "mh": 0.55, "mm": 1.34,
            "mp": 1.59, "mt": -0.04, "none": -0.07, "pb": 0.00, "ph": -0.70, "pm": -0.77,
            "pp": -0.05, "pt": -0.00, "sb": -0.00, "sh": -0.21, "sm": 0.14, "sp": -0.00,
            "st": -0.00, "tb": -0.00, "th": 0.00, "tm": -0.08, "tp": -0.00, "tt": 0.28,
        },
        "also": {
            "both": 1.08, "neither": 0.23, "one": -0.60, "single": -0.71,
        },
        "slug": {
            "neither": -1.12, "other": -0.25, "same": 0.57, "silent": 0.80,
        },
        "article": {
            "none": -0.07, "other": -1.22, "same": 1.29,
        },
        "ratio": {
            "100": 2.12, "50": -0.96, "60": -1.23, "70": -0.29, "75": 0.21, "80": -0.56,
            "85": 1.11, "90": 0.55, "95": 1.36, "below": -2.32,
        },
        "words": {
            "100": 1.70, "60": -0.79, "75": -0.33, "90": 1.00, "below": -1.59,
        },
        "numbers": {
            "differ": -0.29, "same": 0.29,
        },
        "length": {
            "14": 1.12, "4": -0.61, "8": -0.48, "below": 0.03, "none": -0.07,
        },
        "year": {
            "metacritic:-1": 0.37, "metacritic:-2": 0.65, "metacritic:-3": -0.10,
            "metacritic:-4": -0.14, "metacritic:0": 1.03, "metacritic:1": -0.01,
            "metacritic:2": -0.28, "metacritic:3": -0.04, "metacritic:4": -0.10,
            "metacritic:after": -1.02, "metacritic:before": 0.27, "rotten_tomatoes:-1": 1.03,
            "rotten_tomatoes:-2": 1.06, "rotten_tomatoes:-3": 1.33, "rotten_tomatoes:-4": -0.34,
            "rotten_tomatoes:0": 1.45, "rotten_tomatoes:1": 0.19, "rotten_tomatoes:2": -1.22,
            "rotten_tomatoes:3": -0.42, "rotten_tomatoes:4": -0.49,
            "rotten_tomatoes:after": -3.42, "rotten_tomatoes:before": 0.20, "wikipedia:-1": 1.03,
            "wikipedia:-2": 0.26, "wikipedia:-3": -0.07, "wikipedia:-4": 0.03,
            "wikipedia:0": 2.20, "wikipedia:1": 0.09, "wikipedia:2": -0.21, "wikipedia:3": -0.34,
            "wikipedia:4": -0.07, "wikipedia:after": -2.03, "wikipedia:before": -0.90,
        },
        "slug_year": {
            "far": -1.30, "near": -0.40, "same": 1.15, "silent": 0.55,
        },
        "drift": {
            "one of many:1": 1.13, "one of many:10": -2.11, "one of many:2": 0.15,
            "one of many:20": -0.69, "one of many:3": -1.03, "one of many:5": -0.90,
            "one of many:below": 1.36, "only:1": 1.36, "only:10": -3.35, "only:2": 0.36,
            "only:20": -0.11, "only:3": 0.27, "only:5": 0.49, "only:below": 2.02,
            "unnamed:1": 0.21, "unnamed:10": -0.22, "unnamed:2": -0.25, "unnamed:20": -0.02,
            "unnamed:3": -0.00, "unnamed:5": 0.00, "unnamed:below": 1.29,
        },
        "rarity": {
            "0": 1.08, "1": 1.06, "12": -0.15, "2": -1.46, "3": -0.01, "6": -0.45,
            "unknown": -0.07,
        },
        "runtime": {
            "0": 0.41, "1.5": 0.62, "15": -0.46, "30": -0.70, "4": -0.89, "8": -0.32,
            "unknown": 1.33,
        },
        "genres": {
            "unread": -0.00,
        },
        "votes": {
            "0": -2.60, "50": -0.85, "500": 1.56, "5000": 1.60, "50000": 2.11, "unknown": -1.81,
        },
        "known": {
            "no runtime, genres": -0.10, "no runtime, no genres": 1.44, "runtime, genres": -1.24,
            "runtime, no genres": -0.10,
        },
    },
)
SECOND = Weights(
    nothing=3.19,
    words={
        "name": {
            "bb": -0.00, "bh": -0.00, "bm": -0.37, "bp": -0.00, "bt": 0.03, "hh": -0.05,
            "hm": -0.81, "hp": -0.03, "ht": 0.00, "mb": -0.08, "mh": 0.31, "mm": 1.23,
            "mp": 1.42, "mt": -0.19, "none": -0.13, "pb": 0.00, "ph": -0.13, "pm": -1.05,
            "pp": -0.06, "pt": -0.00, "sb": -0.00, "sh": -0.20, "sm": 0.22, "sp": -0.00,
            "st": -0.00, "tb": -0.00, "th": 0.00, "tm": -0.31, "tp": -0.00, "tt": 0.20,
        },
        "also": {
            "both": 0.83, "neither": 0.21, "one": -0.45, "single": -0.59,
        },
        "slug": {
            "neither": -1.33, "other": -0.23, "same": 0.61, "silent": 0.95,
        },
        "article": {
            "none": -0.13, "other": -1.25, "same": 1.38,
        },
        "ratio": {
            "100": 1.97, "50": -0.87, "60": -1.21, "70": -0.65, "75": 0.48, "80": -0.39,
            "85": 0.93, "90": 0.57, "95": 1.38, "below": -2.20,
        },
        "words": {
            "100": 1.47, "60": -0.31, "75": -0.62, "90": 0.85, "below": -1.39,
        },
        "numbers": {
            "differ": -0.22, "same": 0.22,
        },
        "length": {
            "14": 0.98, "4": -0.46, "8": -0.42, "below": 0.02, "none": -0.13,
        },
        "year": {
            "metacritic:-1": 0.29, "metacritic:-2": 0.82, "metacritic:-3": -0.12,
            "metacritic:-4": -0.16, "metacritic:0": 0.94, "metacritic:1": -0.01,
            "metacritic:2": -0.37, "metacritic:3": -0.04, "metacritic:4": -0.14,
            "metacritic:after": -1.08, "metacritic:before": 0.32, "rotten_tomatoes:-1": 0.87,
            "rotten_tomatoes:-2": 1.05, "rotten_tomatoes:-3": 1.40, "rotten_tomatoes:-4": -0.60,
            "rotten_tomatoes:0": 1.35, "rotten_tomatoes:1": 0.26, "rotten_tomatoes:2": -1.31,
            "rotten_tomatoes:3": -0.52, "rotten_tomatoes:4": -0.45,
            "rotten_tomatoes:after": -3.69, "rotten_tomatoes:before": 0.51, "wikipedia:-1": 1.06,
            "wikipedia:-2": 0.13, "wikipedia:-3": -0.07, "wikipedia:-4": 0.02,
            "wikipedia:0": 2.09, "wikipedia:1": 0.14, "wikipedia:2": -0.16, "wikipedia:3": -0.05,
            "wikipedia:4": -0.07, "wikipedia:after": -1.67, "wikipedia:before": -0.74,
        },
        "slug_year": {
            "far": -1.24, "near": -0.38, "same": 1.25, "silent": 0.37,
        },
        "drift": {
            "one of many:1": 1.15, "one of many:10": -2.17, "one of many:2": 0.42,
            "one of many:20": -0.73, "one of many:3": -1.01, "one of many:5": -0.71,
            "one of many:below": 1.29, "only:1": 1.28, "only:10": -2.72, "only:2": 0.35,
            "only:20": -0.13, "only:3": 0.21, "only:5": 0.41, "only:below": 1.74,
            "unnamed:1": 0.18, "unnamed:10": -0.29, "unnamed:2": -0.61, "unnamed:20": -0.01,
            "unnamed:3": -0.00, "unnamed:5": 0.00, "unnamed:below": 1.35,
        },
        "rarity": {
            "0": 0.74, "1": 1.14, "12": 0.11, "2": -1.36, "3": -0.17, "6": -0.35,
            "unknown": -0.13,
        },
        "runtime": {
            "0": 0.11, "1.5": 0.70, "15": -0.44, "30": -0.45, "4": -0.76, "8": -0.33,
            "unknown": 1.17,
        },
        "genres": {
            "unread": 0.00,
        },
        "votes": {
            "0": -2.93, "50": -0.89, "500": 1.60, "5000": 1.73, "50000": 2.36, "unknown": -1.87,
        },
        "known": {
            "no runtime, genres": -0.28, "no runtime, no genres": 1.56, "runtime, genres": -1.22,
            "runtime, no genres": -0.06,
        },
        "rival": {
            "none": 1.67, "weak": 1.13, "possible": -0.16, "even": -0.60, "likely": -0.49,
            "certain": -1.56,
        },
    },
)
