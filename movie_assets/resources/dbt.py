"""How dbt is found; running it is dagster-dbt's business, its database `dbt_profile`'s."""

import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliResource, DbtProject
from dagster_dbt.compat import DBT_PYTHON_VERSION


class OfflineDbt(DbtCliResource):
    """The dbt of this Python, whose version is known without asking it.

    dagster-dbt runs `dbt --version` before every command, which asks pypi.org for the newest one:
    a request nobody wants, and up to two seconds' wait where there is no network.
    """

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION


def offline_dbt(project: DbtProject) -> OfflineDbt:
    """The dbt of this Python for one project, with the profile beside it."""
    return OfflineDbt(
        project_dir=project,  # pyright: ignore[reportArgumentType] - its __init__ takes a project
        dbt_executable=dbt_executable(),
    )


def dbt_executable() -> str:
    """Return the dbt installed beside this Python, which need not be on the PATH."""
    return str(Path(sys.executable).parent / "dbt")
