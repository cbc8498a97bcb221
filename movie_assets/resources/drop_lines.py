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

from movie_assets.model.errors import SourceError

# A row's text and lines at most: five hundred lines are more than any quoted plot has.
LONGEST_LINE = 1 << 20
LONGEST_RECORD = 500
DELIMITERS = (",", "\t", ";", "|")
# Windows' line end ends with the first of them; old Macs, and Excel's "CSV (Macintosh)", write the
# second alone.
_LINE_ENDS = ("\n", "\r")
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
        self._is_wide = head in _UTF_16
        # Latin-1 only stands for the bytes here: each line is decoded by itself once it is cut.
        told = "utf-16" if self._is_wide else "latin-1"
        self._text = io.TextIOWrapper(stream, told, "replace", newline="")
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
        line = self._text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and not line.endswith(_LINE_ENDS):
            self.number += 1
            self.taken.append(self._own(line[:1000]))
            while line and not line.endswith(_LINE_ENDS):
                line = self._text.readline(LONGEST_LINE)
            raise _TooLongError(f"a line of more than {LONGEST_LINE:,} bytes")
        return self._own(line)

    def _own(self, line: str) -> str:
        """A line in its own encoding."""
        if not self._is_wide:
            line = _decoded(line.encode("latin-1"), self._encoding)
        return line.replace("\x00", "")

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
    """A header and the rows below it.

    Errors: SourceError when the first line cannot be read as one.
    """

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self._lines = _Lines(stream, dialect.encoding)
        csv.field_size_limit(LONGEST_LINE)
        try:
            self._options, self.header = self._begun(dialect)
        except (csv.Error, _TooLongError) as error:
            raise SourceError(f"Its first line is no header: {error}") from error

    def _begun(self, dialect: Dialect) -> tuple[dict[str, Any], list[str]]:
        """How the file parts its values, and the header, which is then behind us."""
        first = next(self._lines, "").removeprefix("\ufeff")
        options: dict[str, Any] = {
            "delimiter": dialect.delimiter or _delimiter(first),
            "doublequote": dialect.escape is None,
            "escapechar": dialect.escape,
            "quotechar": dialect.quote or None,
            "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        }
        self._lines.start_again(first)
        return options, next(csv.reader(self._lines, **options), [])

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
