"""`movie-assets schedules`: what the clock starts and when next. The rows are `schedules`'."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from dagster._utils.schedules import cron_string_iterator

from movie_assets.timed import TIMED

SHOWN_TIMES = 3


def rows(now: dt.datetime) -> Iterator[dict[str, Any]]:
    """Every schedule as name, cron, what it does, what it runs and its next times in UTC."""
    for timed in TIMED:
        # Public Dagster tells no next times; this is what its daemon itself goes by.
        times = cron_string_iterator(now.timestamp(), timed.cron, "UTC")
        yield {
            "schedule": timed.name,
            "cron": timed.cron,
            "does": timed.does,
            "runs": timed.runs,
            "next": [
                one.astimezone(dt.UTC).isoformat(timespec="minutes")
                for one in itertools.islice(times, SHOWN_TIMES)
            ],
        }
