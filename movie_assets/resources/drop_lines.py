"""Delimited text as rows with the line each starts at, and what could not be read. No mapping.

A quote that never ends would swallow the rest of a file, and a stray one a few rows: when a row
comes out wrong, only its first line is given up and the lines after it are read again.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

# A row's text and lines at most: five hundred lines are more than any quoted plot has.
LONGEST_LINE = 1 << 20
LONGEST_RECORD = 500
DELIMITERS = (",", "\t", ";", "|")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is none, for the quarantine."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file parts its values; None for the delimiter means: look at the header."""

    delimiter: str | None = None
    quote: str = '"'
    escape: str | None = None
    encoding: str | None = None


class _TooLongError(Exception):
    """A line or a quoted value beyond all bounds."""


class _Lines:
    """Lines of a stream, decoded, numbered from 1, and able to be given back."""

    def __init__(self, stream: BinaryIO, encoding: str | None) -> None:
        head = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else b""
        is_wide = head in _UTF_16
        self._wide = codecs.getreader("utf-16")(stream, "replace") if is_wide else None
        self._stream = stream
        self._encoding = encoding
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_RECORD:
            raise _TooLongError(f"a quote that does not end within {LONGEST_RECORD} lines")
        line = self._back.popleft() if self._back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def _read(self) -> str:
        if self._wide:
            return self._wide.readline(LONGEST_LINE).replace("\x00", "")
        line = self._stream.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            self.number += 1
            self.taken.append(line[:1000].decode("utf-8", "replace"))
            while line and not line.endswith(b"\n"):
                line = self._stream.readline(LONGEST_LINE)
            raise _TooLongError(f"a line of more than {LONGEST_LINE:,} bytes")
        return _decoded(line, self._encoding).replace("\x00", "")

    def start_again(self, first: str) -> None:
        """Read from the first line again, which may have lost a mark."""
        self._back.appendleft(first)
        self.number = 0
        self.taken = []

    def give_back(self) -> str:
        """Keep the first line taken, and read the others again."""
        again = self.taken[1:]
        self._back.extendleft(reversed(again))
        self.number -= len(again)
        return self.taken[0] if self.taken else ""


def _decoded(line: bytes, encoding: str | None) -> str:
    """A line in the encoding given or in UTF-8; one that is neither is of old Windows."""
    try:
        return line.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


class DelimitedRows:
    """A header and the rows below it."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self._lines = _Lines(stream, dialect.encoding)
        first = next(self._lines, "").removeprefix("\ufeff")
        self._options: dict[str, Any] = {
            "delimiter": dialect.delimiter or _delimiter(first),
            "doublequote": dialect.escape is None,
            "escapechar": dialect.escape,
            "quotechar": dialect.quote or None,
            "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        }
        csv.field_size_limit(LONGEST_LINE)
        self._lines.start_again(first)
        self.header = next(csv.reader(self._lines, **self._options), [])

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row that is not blank, in order.

        Shape: a good row has as many values as the header.
        """
        lines, width = self._lines, len(self.header)
        reader = csv.reader(lines, **self._options)
        while True:
            lines.taken = []
            start = lines.number + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                yield BadRow(start, f"not to be read as a row: {error}", lines.give_back())
                reader = csv.reader(lines, **self._options)
                continue
            if not values:
                continue
            if len(values) > width and not any(value.strip() for value in values[width:]):
                values = values[:width]
            if len(values) == width:
                yield start, values
                continue
            reason = f"{len(values)} values where the header has {width}"
            yield BadRow(start, reason, lines.give_back())
            reader = csv.reader(lines, **self._options)


def _delimiter(header: str) -> str:
    """The delimiter that parts the header line into most columns.

    >>> _delimiter('name;"a,b";year')
    ';'
    """
    return max(DELIMITERS, key=lambda one: len(next(csv.reader([header], delimiter=one), [])))
