"""The command that follows the change log. What it does lives in `following`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from movie_assets.settings import read_settings

app = typer.Typer()


class Entity(StrEnum):
    """What events are about."""

    TITLE = "title"
    SCORE = "score"
    OFFER = "offer"
    REDIRECT = "redirect"
    DNA = "dna"


@app.command()
def events(
    consumer: Annotated[str, typer.Option(help="Whose place in the log.")] = "default",
    since: Annotated[
        int | None, typer.Option(min=0, help="Begin after this seq, not at the stored place.")
    ] = None,
    entity: Annotated[Entity | None, typer.Option(help="Only events of this entity.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="End after so many events.")] = None,
    follow: Annotated[bool, typer.Option(help="Wait for more, until Ctrl-C.")] = False,
    genesis: Annotated[
        bool, typer.Option("--genesis", help="First the files of what stood before event 1.")
    ] = False,
    poll: Annotated[
        float, typer.Option(min=0.1, help="Seconds to wait at most where no load calls.")
    ] = 30.0,
) -> None:
    """Print what changed, one JSON object a line, in order and at least once."""
    from movie_assets.commands import following  # noqa: PLC0415 - Dagster takes 3 s to import

    wish = following.Wish(
        consumer=consumer,
        since=since,
        entity=entity.value if entity else None,
        limit=limit,
        follow=follow,
        genesis=genesis,
        poll_s=poll,
    )
    try:
        following.tell(read_settings(), wish, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has what it wants; Python's own flush at the end would complain of it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
