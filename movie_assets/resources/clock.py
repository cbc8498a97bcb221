"""The one time of a run. Nothing else may ask what time it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class RunClock:
    """The universe's day, or the start of a live run; every row of a run is stamped with it."""

    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day of it, in UTC."""
        return self.at.date()
