"""Where incidents are posted to. What an incident is, and when it is told, is not decided here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from movie_assets.resources.hiding import Hiding

# A sensor's tick may take 60 s in all: a host that needs longer than this is asked again later.
TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Webhook:
    """An address that takes JSON; its URL is a secret, and never part of what is said of it."""

    url: str | None = field(default=None, repr=False)
    hide: Hiding = field(default_factory=Hiding, repr=False)

    @property
    def is_set(self) -> bool:
        """Whether anybody wants to be told."""
        return self.url is not None

    def post(self, body: Mapping[str, Any]) -> str | None:
        """Post one JSON object, without secrets; None when it was taken, else why it was not."""
        assert self.url is not None
        text = self.hide(json.dumps(body, ensure_ascii=False))
        try:
            answer = httpx.post(
                self.url,
                content=text.encode(),
                headers={"Content-Type": "application/json"},
                timeout=TIMEOUT_S,
                trust_env=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"The webhook cannot be reached ({type(error).__name__})."
        if answer.is_success:
            return None
        return f"The webhook answered {answer.status_code}."
