"""Wikidata's query service: answers the one family of SPARQL queries a crosswalk asks.

Pure: (day, request) → answer. This is no SPARQL engine. It reads a query that has
- one `VALUES ?v { "603" "604" }` or `VALUES ?v { wd:Q83495 … }` block;
- triples `?item wdt:P… ?name`, of the properties P345 (IMDb), P4947 (TMDB film), P4983 (TMDB
  show), P1258 (Rotten Tomatoes), P1712 (Metacritic), P6839 (TV Tropes) and P31 (class), also
  chained with `;`, or as `wdt:P4947|wdt:P4983`; the property of `?v` decides what it selects;
- `?article schema:about ?item` for the English Wikipedia article;
- `BIND("text" AS ?name)`, and `?itemLabel` for the label;
- `OPTIONAL { … }` round any of these; `SELECT ?a ?b` or `SELECT *`.
Anything else is refused with 400. The variables are bound under the names the query gives them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from movie_assets.universe.facts import Title
from movie_assets.universe.messages import Answer, Request, text_answer
from movie_assets.universe.state import UniverseDay

ENTITY = "http://www.wikidata.org/entity/"
_ARTICLE = "https://en.wikipedia.org/wiki/"
_CLASSES = {
    "movie": "Q11424", "tvMovie": "Q506240", "tvSeries": "Q5398426", "tvMiniSeries": "Q1259759",
}  # fmt: skip
PROPERTIES = ("P345", "P4947", "P4983", "P1258", "P1712", "P6839", "P31")
_VALUES = re.compile(r"VALUES\s+\(?\s*\?(\w+)\s*\)?\s*\{([^}]*)\}", re.IGNORECASE)
_VALUE = re.compile(r'"([^"]*)"|wd:(Q\d+)|<http://www\.wikidata\.org/entity/(Q\d+)>')
_TRIPLE = re.compile(r"(?:\?(\w+)\s+)?((?:wdt:P\d+)(?:\s*\|\s*wdt:P\d+)*)\s+\?(\w+)")
_ABOUT = re.compile(r"\?(\w+)\s+schema:about\s+\?(\w+)")
_BIND = re.compile(r'BIND\(\s*"([^"]*)"\s+AS\s+\?(\w+)\s*\)', re.IGNORECASE)
_SELECT = re.compile(r"SELECT\s+(?:DISTINCT\s+)?(\*|(?:\?\w+\s*)+)", re.IGNORECASE)
Binding = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was understood of a query.

    `bound` maps a variable to its properties (several where the query has alternatives, and
    `schema:about` for an article); `required` are the variables outside OPTIONAL; `constants` are
    those that BIND gives a text.
    """

    item: str
    selected: Sequence[str]
    values_of: str
    values: frozenset[str]
    bound: Mapping[str, Sequence[str]]
    required: frozenset[str]
    constants: Mapping[str, str]


def wikidata_answer(day: UniverseDay, request: Request) -> Answer:
    """Answer a request to query.wikidata.org.

    Shape:  SPARQL 1.1 JSON results; GET with `query`, or POST with a form or a query as body.
    Errors: 400 with text for a query that is missing, broken or not of the family above; 404
            for another path.
    """
    if request.path.rstrip("/") not in ("/sparql", "/bigdata/namespace/wdq/sparql"):
        return text_answer("Not Found", 404)
    query = read_query(_query_text(request))
    if query is None:
        return text_answer("MalformedQueryException: this query is not understood", 400)
    rows = [row for title in _items(day) for row in _bindings(day, title, query)]
    results = {"head": {"vars": list(query.selected)}, "results": {"bindings": rows}}
    return Answer(
        headers={"Content-Type": "application/sparql-results+json;charset=utf-8"},
        body=json.dumps(results, ensure_ascii=False).encode(),
    )


def _query_text(request: Request) -> str:
    if request.method != "POST":
        return request.query.get("query", "")
    body = request.body.decode("utf-8", "replace")
    if "sparql-query" in request.headers.get("content-type", ""):
        return body
    return parse_qs(body).get("query", [request.query.get("query", "")])[0]


def read_query(text: str) -> Query | None:
    """Read a query of the family, or give None.

    >>> query = read_query('SELECT ?item WHERE { VALUES ?t { "603" } ?item wdt:P4947 ?t }')
    >>> (query.item, query.values_of, sorted(query.values))
    ('item', 't', ['603'])
    """
    values, select = _VALUES.search(text), _SELECT.search(text)
    if values is None or select is None or text.count("{") != text.count("}"):
        return None
    bound, subjects, required = _triples(text)
    given = frozenset("".join(match) for match in _VALUE.findall(values[2]))
    names = list(dict.fromkeys([*subjects, values[1]]))
    if not bound or len(set(subjects)) != 1 or not _known(bound, values[1], subjects[0]):
        return None
    wanted = re.findall(r"\?(\w+)", select[1])
    selected = wanted or list(dict.fromkeys([*names, *bound]))
    constants = {name: value for value, name in _BIND.findall(text)}
    allowed = {*names, *bound, *constants, f"{subjects[0]}Label"}
    if not set(selected) <= allowed:
        return None
    return Query(item=subjects[0], selected=selected, values_of=values[1], values=given,
                 bound=bound, required=frozenset(required), constants=constants)  # fmt: skip


def _known(bound: Mapping[str, Sequence[str]], values_of: str, item: str) -> bool:
    properties = {name for names in bound.values() for name in names}
    return properties <= {*PROPERTIES, "schema:about"} and values_of in (item, *bound)


def _triples(text: str) -> tuple[dict[str, list[str]], list[str], set[str]]:
    bound: dict[str, list[str]] = {}
    subjects: list[str] = []
    required: set[str] = set()
    for match in _TRIPLE.finditer(text):
        if match[1]:
            subjects.append(match[1])
        bound.setdefault(match[3], []).extend(re.findall(r"P\d+", match[2]))
        if not _optional(text, match.start()):
            required.add(match[3])
    for match in _ABOUT.finditer(text):
        subjects.append(match[2])
        bound.setdefault(match[1], []).append("schema:about")
        if not _optional(text, match.start()):
            required.add(match[1])
    return bound, subjects, required


def _optional(text: str, position: int) -> bool:
    """Tell whether a position lies in an OPTIONAL block, or in one side of a UNION."""
    depth_open = 0
    for index in range(position - 1, -1, -1):
        if text[index] == "}":
            depth_open += 1
        elif text[index] == "{" and depth_open:
            depth_open -= 1
        elif text[index] == "{":
            before, after = text[:index].rstrip(), text[position:]
            side = before.upper().endswith(("OPTIONAL", "UNION"))
            if side or re.match(r"[^{}]*\}\s*UNION", after, re.IGNORECASE):
                return True
    return False


def _items(day: UniverseDay) -> list[Title]:
    """Give the titles that have an item; Wikidata knows nothing of TMDB's days."""
    items = {
        title.wikidata_id: title
        for title in day.facts.titles.values()
        if title.wikidata_id and title.why != "old id of a merged title"
    }
    return [items[key] for key in sorted(items, key=lambda key: int(key[1:]))]


def _property(day: UniverseDay, title: Title, name: str) -> str | None:
    """Give an item's value of a property; ids may be wrong where a trap was laid."""
    if name in ("P4947", "P4983"):
        fits = (name == "P4947") == (title.kind == "movie")
        return day.published(title, "wikidata", "tmdb_id") if fits and _public(title) else None
    plain = {"P345": "imdb_id", "P1258": "rt_id", "P1712": "metacritic_id", "P6839": "tvtropes_id"}
    if name in plain:
        return day.published(title, "wikidata", plain[name])
    if name == "P31":
        return f"{ENTITY}{_CLASSES[title.imdb_type or 'movie']}"
    return f"{_ARTICLE}{title.wikipedia}" if title.wikipedia else None


def _public(title: Title) -> bool:
    """Wikidata holds no number that was made up for want of a real one."""
    return "tmdb_id" not in title.made


def _bindings(day: UniverseDay, title: Title, query: Query) -> Iterator[Binding]:
    """Give the item's row, one for each property the VALUES variable was found under."""
    item = str(title.wikidata_id)
    alternatives = query.bound.get(query.values_of, ("item",))
    for name in alternatives:
        key = item if name == "item" else _property(day, title, name)
        if key is None or (
            key not in query.values and key.removeprefix(ENTITY) not in query.values
        ):
            continue
        found = {variable: _first(day, title, names) for variable, names in query.bound.items()}
        found[query.values_of] = key
        if any(found.get(variable) is None for variable in query.required):
            continue
        found[query.item] = ENTITY + item
        labels = {f"{query.item}Label": title.title}
        known = {**query.constants, **found, **labels}
        row = {variable: value for variable, value in known.items() if value}
        yield {variable: _term(variable, row[variable], labels)
               for variable in query.selected if variable in row}  # fmt: skip


def _first(day: UniverseDay, title: Title, names: Sequence[str]) -> str | None:
    values = (_property(day, title, name) for name in names)
    return next((value for value in values if value is not None), None)


def _term(variable: str, value: str, labels: Mapping[str, str]) -> dict[str, str]:
    if variable in labels:
        return {"xml:lang": "en", "type": "literal", "value": value}
    uri = value.startswith((ENTITY, _ARTICLE))
    return {"type": "uri" if uri else "literal", "value": value}
