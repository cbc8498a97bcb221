"""What commands say on the terminal: progress, tables. What they do is in their modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from movie_assets.commands.runner import Done

out = Console(file=sys.stdout, soft_wrap=True, highlight=False)


def show_progress(work: Callable[[Callable[[str, int, int], None]], Iterator[Done]]) -> int:
    """Say how each asset went; how many things changed in all."""
    changed = 0
    with out.status("starting") as status:
        for done in work(lambda name, n, of: status.update(f"[{n}/{of}] {name}")):
            changed += done.changed
            rows = "" if done.rows is None else f"{done.rows:>9,} rows"
            what = f"{done.changed:,} changed" if done.changed else "nothing to do"
            out.print(f"  {done.asset:<22}{rows:>14}  {what:<18}{done.seconds:6.1f} s")
    return changed


def table(names: list[str], rows: list[tuple[Any, ...]]) -> Table:
    """Rows under their names; nothing stands for null."""
    made = Table(*names)
    for row in rows:
        made.add_row(*("" if value is None else str(value) for value in row))
    return made
