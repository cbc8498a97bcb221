"""The openai SDK's client, told everything by us. What it is asked for is its callers' business."""

from __future__ import annotations

import openai


def openai_client(*, api_key: str, base_url: str, timeout_s: float, retries: int) -> openai.OpenAI:
    """A client of any OpenAI-compatible service that takes nothing from the environment.

    Units: seconds; `retries` are the SDK's own, after the first try.
    """
    client = openai.OpenAI(
        api_key=api_key,
        base_url=base_url,
        timeout=timeout_s,
        max_retries=retries,
        default_headers={"Authorization": f"Bearer {api_key}"},
        http_client=openai.DefaultHttpxClient(trust_env=False),
    )
    # What the SDK took from the environment on its own; ours comes from the settings only.
    client.organization = client.project = None
    return client
