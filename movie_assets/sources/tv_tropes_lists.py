"""The lists of a wiki page, walked as text: which link begins each item. No meaning of pages.

A page of 400 kB costs bs4 40 ms, strained 16; its lists' own tags are read in 3.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from movie_assets.sources.page_words import path_of, words

_ARTICLE = re.compile(r"<div\b[^>]{0,999}\bid\s*=\s*[\"']main-article[\"'][^>]*>", re.IGNORECASE)
_BODY = re.compile(r"<(?:html|body|head|title)\b", re.IGNORECASE)
_DIV = re.compile(r"<(/?)div\b[^>]{0,4999}>", re.IGNORECASE)
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<list>ul|ol|li)\b[^>]{0,999}>|"
    r"<a\b(?P<said>[^>]{0,1999})>(?P<words>[^<]*(?:<(?!/?a\b)[^<]*)*)</a\s*>",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\bclass\s*=\s*[\"']?[^\"'>]*\btwikilink\b", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_PAGE_PATH = re.compile(r"/pmwiki/pmwiki\.php/([\w.'-]+)/([^/?#\s]+)")
_TAG = re.compile(r"<[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the wiki; `words` is how the page at hand calls it."""

    page_id: str
    words: str

    @property
    def is_trope(self) -> bool:
        """True for a page of the namespace that tropes have."""
        return self.page_id.lower().startswith("main/")


def page_id_of(url: str | None) -> str | None:
    """Namespace and title out of an address.

    >>> page_id_of("https://tvtropes.org/pmwiki/pmwiki.php/Film/TheMatrix?from=Main.Matrix")
    'Film/TheMatrix'
    """
    found = _PAGE_PATH.fullmatch(path_of(url))
    return f"{found.group(1)}/{found.group(2)}" if found else None


def article_in(page: str) -> str | None:
    """The article's markup; a fragment without a page around it is article as a whole."""
    opened = _ARTICLE.search(page)
    if opened is None:
        return _uncommented(page) if is_fragment(page) else None
    depth = 1
    for div in _DIV.finditer(page, opened.end()):
        depth += -1 if div.group(1) else 1
        if depth == 0:
            return _uncommented(page[opened.end() : div.start()])
    return _uncommented(page[opened.end() :])


def _uncommented(markup: str) -> str:
    """Without its comments; one that never ends is none, and is not searched for its end."""
    last = markup.rfind("-->") + 3
    return _COMMENT.sub("", markup[:last]) + markup[last:] if last > 2 else markup


def is_fragment(page: str) -> bool:
    """True for lists cut out of a page: wiki links without head or body."""
    return "twikilink" in page and not _BODY.search(page)


def page_ids(markup: str) -> list[str]:
    """Every page of the wiki that is linked to, in order."""
    linked = (page_id_of(_address(link.group())) for link in _HREF.finditer(markup))
    return [page_id for page_id in linked if page_id]


def first_links(article: str) -> list[Link]:
    """The first wiki link of each item of the top-level bulleted lists, in the page's order.

    Shape: items without a wiki link give none; items of lists inside an item belong to it.
    """
    found: list[Link] = []
    nesting: list[str] = []
    waiting = False
    for token in _TOKEN.finditer(article):
        name = (token["list"] or "").lower()
        if name == "li":
            if len(nesting) <= 1:
                waiting = not token["close"] and nesting == ["ul"]
        elif name and not token["close"]:
            nesting.append(name)
        elif name:
            del nesting[-1:]
            waiting = waiting and bool(nesting)
        elif waiting and _CLASS.search(token["said"]):
            link = _link(token["said"], token["words"])
            waiting = link is None
            found += [link] if link else []
    return found


def _link(said: str, inner: str) -> Link | None:
    page_id, called = page_id_of(_address(said)), words(plain(inner))
    return Link(page_id, called) if page_id and called else None


def _address(attributes: str) -> str | None:
    href = _HREF.search(attributes)
    return html.unescape(href[1] or href[2] or href[3] or "") if href else None


def plain(markup: str) -> str:
    """Markup as words: tags dropped, entities read."""
    return html.unescape(_TAG.sub("", markup))
