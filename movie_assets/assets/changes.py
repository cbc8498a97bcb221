"""Which titles an asset must compute again, and how what it computes is kept. No field is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from movie_assets.assets.scope import FETCHED_BY_TITLE, Where, by_partition
from movie_assets.assets.step import Step
from movie_assets.model.ids import HOT
from movie_assets.model.render.duckdb import empty_sql, fingerprint
from movie_assets.resources.lake import Dataset, Lake, Written, dataset
from movie_assets.resources.lake_patches import write_patches

# Of a partition of which more titles than this changed all are computed: reading and writing it
# whole then costs less than patches that every later reader takes apart.
PATCHED_SHARE = 0.1
_HOT_SEEN = b"hot_seen"
# The titles that a computation is for: title_id and partition.
WANTED = "wanted_titles"


@dataclass(frozen=True)
class Changes:
    """One run of an asset whose rows are of titles: what changed since it last ran, and only that.

    `signature` gives SQL of each title's inputs over some partitions: title_id, partition, inputs
    (any text that changes when what tells of the title does). `compute` makes temporary tables of
    the outputs' rows for the titles in `wanted_titles`, reading the partitions it is handed, and
    returns SQL by output. Outputs are written first and what they were computed from last: a kill
    in between computes the same titles again, to the same rows.
    """

    step: Step
    outputs: Sequence[Dataset]
    signature: Callable[[Where], str]
    compute: Callable[[Sequence[str]], Mapping[Dataset, str]]
    # How many partitions are computed whole together: rows of so many fit into memory.
    at_once: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # Writes what else is told of partitions that changed, before they are noted; whether they were
    # computed whole, so that the tables made for that are of all their titles.
    also: Callable[[Sequence[str], bool], None] | None = None
    _hot: str = field(init=False)

    def __post_init__(self) -> None:
        """Note what stands in `hot` before anything is read."""
        object.__setattr__(self, "_hot", hot_state(self.step.work.lake))

    @property
    def _books(self) -> Dataset:
        return dataset("computed_from", self.outputs[0].table.name)

    @property
    def _noted(self) -> Dataset:
        return _noted_of(self.outputs[0])

    def is_current(self, partition: str, inputs: str) -> bool:
        """Whether a partition's outputs stand for these inputs; then it is noted so."""
        lake = self.step.work.lake
        if lake.inputs(self._noted, partition) != inputs or any(
            not lake.files(ds, [partition]) for ds in self.outputs
        ):
            return False
        for ds in self.outputs:
            self.step.keep(ds, partition)
        return True

    def bring_up_to_date(self, todo: Mapping[str, str]) -> None:
        """Compute what changed in some partitions, given with the fingerprint of their inputs."""
        buckets = {partition: inputs for partition, inputs in todo.items() if partition != HOT}
        if buckets:
            self._compare(list(buckets))
            whole = self._mostly_changed(buckets)
            patched = {one: inputs for one, inputs in buckets.items() if one not in whole}
            if patched:
                self._patch(patched)
            for n in range(0, len(whole), self.at_once):
                some = whole[n : n + self.at_once]
                self._whole(some, {one: buckets[one] for one in some})
            self.step.con.execute("DROP TABLE title_inputs; DROP TABLE title_changes")
        # A bucket takes in what `hot` learnt of its titles before `hot` lets go of them.
        if HOT in todo:
            self._whole([HOT], {HOT: todo[HOT]})

    def _compare(self, partitions: Sequence[str]) -> None:
        """Make `title_inputs` (of now) and `title_changes` (others than at the last run)."""
        con, lake = self.step.con, self.step.work.lake
        con.execute(f"CREATE OR REPLACE TEMP TABLE title_inputs AS {self.signature(partitions)}")
        held = by_partition(lambda one: lake.scan(self._books, [one]), partitions)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE title_changes AS "
            "SELECT title_id, coalesce(new.partition, old.partition) AS partition "
            f"FROM title_inputs AS new FULL JOIN {held} AS old USING (title_id) "
            "WHERE new.inputs IS DISTINCT FROM old.inputs"
        )

    def _mostly_changed(self, partitions: Mapping[str, str]) -> list[str]:
        """The partitions to compute whole: of those that were never, everything changed."""
        lake = self.step.work.lake
        rows = self.step.con.execute(
            "SELECT partition, count(*) FROM title_changes GROUP BY 1"
        ).fetchall()
        changed = dict(rows)
        made_by = self.step.code_version
        return [
            one
            for one in partitions
            if any(not lake.files(ds, [one]) for ds in self.outputs)
            or changed.get(one, 0) > PATCHED_SHARE * lake.written(self._books, one).rows
            or lake.inputs(self.outputs[0], one) != made_by
        ]

    def _whole(self, partitions: Sequence[str], todo: Mapping[str, str]) -> None:
        """Compute every title of some partitions and write those whole."""
        con = self.step.con
        if HOT in partitions:
            con.execute(f"CREATE OR REPLACE TEMP TABLE title_inputs AS {self.signature(HOT)}")
        self._want("title_inputs", partitions)
        for ds, query in self.compute(partitions).items():
            if len(partitions) == 1:
                self._write(ds, partitions[0], query, self.parameters)
                continue
            con.execute(f"CREATE OR REPLACE TEMP TABLE computed AS {query}", self.parameters or {})
            for partition in partitions:
                self._write(ds, partition, self._computed_of(ds, partition), {})
            con.execute("DROP TABLE computed")
        if self.also:
            self.also(partitions, True)
        self._keep_books(partitions)
        self._note(todo)

    def _write(
        self, ds: Dataset, partition: str, query: str, parameters: Mapping[str, Any]
    ) -> None:
        # What code made a partition stands with it: other code makes it anew, not its changes.
        self.step.write(ds, partition, query, self.step.code_version, parameters)

    def _want(self, table: str, partitions: Sequence[str]) -> None:
        """Make `wanted_titles` of the titles of some partitions in a table."""
        self.step.con.execute(
            f"CREATE OR REPLACE TEMP TABLE {WANTED} AS SELECT title_id, partition FROM {table} "
            "WHERE list_contains($partitions, partition)",
            {"partitions": list(partitions)},
        )

    def _computed_of(self, ds: Dataset, partition: str) -> str:
        titles = f"(SELECT title_id FROM {WANTED} WHERE partition = '{partition}')"
        return f'SELECT * FROM computed WHERE "{ds.table.unit}" IN {titles}'

    def _patch(self, todo: Mapping[str, str]) -> None:
        """Compute the titles that changed, of all partitions together, and patch each."""
        con = self.step.con
        self._want("title_changes", list(todo))
        found = con.execute(f"SELECT count(*) FROM {WANTED}").fetchone()
        if not found or not found[0]:
            for partition in todo:
                for ds in self.outputs:
                    self.step.keep(ds, partition)
        else:
            for ds, query in self.compute(list(todo)).items():
                con.execute(
                    f"CREATE OR REPLACE TEMP TABLE computed AS {query}", self.parameters or {}
                )
                for partition, written in self._patched(ds, "FROM computed", todo).items():
                    self.step.note(ds, partition, written)
                con.execute("DROP TABLE computed")
            if self.also:
                self.also(list(todo), False)
            rows = f"SELECT title_id, inputs FROM title_inputs SEMI JOIN {WANTED} USING (title_id)"
            self._patched(self._books, rows, todo)
        self._note(todo)

    def _patched(self, ds: Dataset, rows: str, partitions: Iterable[str]) -> dict[str, Written]:
        """Patch partitions with the rows of the titles wanted."""
        return write_patches(self.step.con, self.step.work.lake, ds, list(partitions), rows, WANTED)

    def _keep_books(self, partitions: Iterable[str]) -> None:
        """Write what each title of some partitions was computed from."""
        for partition in partitions:
            rows = f"SELECT title_id, inputs FROM title_inputs WHERE partition = '{partition}'"
            self.step.work.lake.write(self.step.con, self._books, partition, rows)

    def _note(self, todo: Mapping[str, str]) -> None:
        """Note, last of all, which inputs partitions stand for: in a file without rows."""
        for partition, inputs in todo.items():
            self.step.work.lake.write(
                self.step.con,
                self._noted,
                partition,
                f"SELECT * FROM {empty_sql(self._noted.table)}",
                inputs=inputs,
                also={_HOT_SEEN: self._hot},
            )


def signed_by_rows(lake: Lake, inputs: Sequence[Dataset]) -> Callable[[Where], str]:
    """A signature of titles that are computed from datasets with rows of titles."""

    def signature(where: Where) -> str:
        rows = " UNION ALL ".join(
            f"SELECT title_id, partition, hash(row_hash) AS hash FROM {_hashed(lake, ds, where)}"
            for ds in inputs
        )
        return (
            "SELECT title_id, partition, bit_xor(hash)::VARCHAR AS inputs "
            f"FROM ({rows}) GROUP BY ALL"
        )

    return signature


def _hashed(lake: Lake, ds: Dataset, where: Where) -> str:
    return by_partition(lambda one: lake.scan(ds, [one], hashes=True), where)


def is_behind_hot(lake: Lake, ds: Dataset, partition: str) -> bool:
    """Whether a bucket was computed before the newest answers of `hot` came in.

    Its rows of the titles there may then be older than those `hot` has loaded already.
    """
    seen = lake.footer(_noted_of(ds), partition).get(_HOT_SEEN)
    return seen is not None and seen.decode() != hot_state(lake)


def _noted_of(ds: Dataset) -> Dataset:
    """Where it is noted which inputs the partitions of an output stand for."""
    return dataset("computed_from", f"{ds.table.name}-noted")


def hot_state(lake: Lake) -> str:
    """A name for the answers that stand in `hot`; empty when there are none."""
    names = [
        f"{source}/{name}"
        for source in FETCHED_BY_TITLE
        for name in lake.names(dataset("source_record", source), HOT)
    ]
    return fingerprint(*names) if names else ""
