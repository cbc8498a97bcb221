"""Cutting SQL text into statements; what they mean and running them is not done here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<quoted>
          (?<!\w)[eE]'(?:[^'\\]|\\.|'')*'   # E'..' knows backslashes
        | '(?:[^']|'')*'
        | "(?:[^"]|"")*"
        | (?<![\w$])(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)
      )
    | (?P<end> ; )
    | (?P<text> \S )
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, without its semicolon, and the line of the text it starts on (from 1)."""

    text: str
    line: int


def split_statements(sql: str) -> list[Statement]:
    """Cut SQL text at the semicolons outside strings, names, bodies and comments.

    Shape:  statements in order; comments before one are dropped, those inside it stay; empty
            ones are left out.
    Limits: bodies of functions must be strings (`as $$ … $$`, not BEGIN ATOMIC), comments are
            not nested.

    >>> [s.text for s in split_statements("select ';'; -- one; two" + chr(10) + " select $$;$$;")]
    ["select ';'", 'select $$;$$']
    """
    return [
        Statement(sql[start:end].strip(), sql.count("\n", 0, start) + 1)
        for start, end in _spans(sql)
    ]


def _spans(sql: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for token in _TOKEN.finditer(sql):
        if token["end"]:
            if start is not None:
                yield start, token.start()
            start = None
        elif start is None and not token["comment"]:
            start = token.start()
    if start is not None:
        yield start, len(sql)
