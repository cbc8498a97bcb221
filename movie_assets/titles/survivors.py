"""SQL of who wins one field of a title among its sources. Where values came from is `origins`."""

from __future__ import annotations

from movie_assets.titles.rules import Rule

DROPS = "drops"
_BETWEEN = 30  # a control character: JSON writes it as an escape


def told(source: str, column: str) -> str:
    """The column in which sources, once joined, keep what one of them says.

    >>> told("tmdb", "title")
    '"tmdb.title"'
    """
    return f'"{source}.{column}"'


def survivor(rule: Rule, drops: bool) -> str:
    """SQL of a field's winning value, null when nobody has one; a contest has a column of its own.

    >>> survivor(Rule(field="a", value="a", sources=("tmdb", "imdb"), reason=""), drops=False)
    'coalesce("tmdb.a", "imdb.a", NULL)'
    """
    if rule.rule == "union":
        return _together(rule)
    if rule.rule == "follow":
        cases = " ".join(f"WHEN {won} THEN {_of(one, rule)}" for one, won in wins(rule, drops))
        return f"CASE {cases} END"
    if is_contest(rule, drops):
        return f"{winner(rule)}.v"
    return f"coalesce({', '.join(_of(one, rule) for one in _speakers(rule, drops))}, NULL)"


def wins(rule: Rule, drops: bool) -> list[tuple[str, str]]:
    """Each source that may win a field, with the SQL of whether it did.

    Shape: one of them is true at most, but of a union everybody who has anything wins.
    """
    speakers = _speakers(rule, drops)
    if rule.rule == "union":
        return [(one, f"{_of(one, rule)} IS NOT NULL") for one in speakers]
    if is_contest(rule, drops):
        return [(one, f"{winner(rule)}.p = {-place}") for place, one in enumerate(speakers)]
    led = rule.follows or rule.field
    found: list[tuple[str, str]] = []
    for place, one in enumerate(speakers):
        others = [f"{_of(other, led)} IS NULL" for other in speakers[:place]]
        found.append((one, " AND ".join([f"{_of(one, led)} IS NOT NULL", *others])))
    return found


def said_by(rule: Rule, drops: bool) -> str:
    """SQL of what everybody said of a field: [{source, value}]; null where one spoke at most."""
    said = ", ".join(
        f"{{'source': '{source}', 'value': {_of(source, rule)}::VARCHAR}}"
        for source in rule.sources
    )
    somebody = [f"{_of(source, rule)} IS NOT NULL" for source in rule.sources[1:]]
    value = f"[{said}]"
    if drops and rule.takes_drops:
        value = f"{value} || coalesce({told(DROPS, f'{rule.field}__said')}, [])"
        somebody.append(f"{told(DROPS, 'title_id')} IS NOT NULL")
    # Most titles are told by one source, and then there is nobody to disagree.
    return f"CASE WHEN {' OR '.join(somebody) or 'false'} THEN {value} END"


def value_of(rule: Rule) -> str:
    """SQL of a record's value, null where it is empty, so that emptiness is one thing.

    Nested values are texts from here on, of a union one text of its entries: hash joins took four
    fifths of the merge to carry them as structs.
    """
    value = rule.value
    if rule.rule == "union":
        texts = f"list_transform({value}, x -> to_json(x)::VARCHAR)"
        value = f"array_to_string({texts}, chr({_BETWEEN}))"
    elif rule.json:
        value = f"to_json({value})::VARCHAR"
    is_empty = f"len({rule.value}) = 0" if rule.is_list else "false"
    return f"CASE WHEN {rule.value} IS NULL OR {is_empty} THEN NULL ELSE {value} END"


def _together(rule: Rule) -> str:
    """SQL of everything anybody says, once and sorted by its text, as JSON."""
    said = ", ".join(_of(source, rule) for source in rule.sources)
    entries = f"string_split(concat_ws(chr({_BETWEEN}), {said}), chr({_BETWEEN}))"
    joined = f"array_to_string(list_sort(list_distinct({entries})), ',')"
    return f"CASE WHEN coalesce({said}) IS NOT NULL THEN '[' || {joined} || ']' END"


def is_contest(rule: Rule, drops: bool) -> bool:
    """Whether there is anything to weigh: with one source every rule is `prefer`."""
    weighs = rule.rule in ("longest", "max", "latest", "majority")
    return weighs and len(_speakers(rule, drops)) > 1


def winner(rule: Rule) -> str:
    """The column that `contest` is kept in: asked for every source's sake, it is made once."""
    return f'"{rule.field}__won"'


def contest(rule: Rule, drops: bool) -> str:
    """SQL of the winner {n: weight, p: minus its place, v: value}: heaviest, then most trusted."""
    speakers = _speakers(rule, drops)
    entries = [
        f"{{'n': {_weight(rule, source, speakers)}, 'p': {-place}, 'v': {_of(source, rule)}}}"
        for place, source in enumerate(speakers)
    ]
    first, *others = speakers
    has = f"{_of(first, rule)} IS NOT NULL"
    yields = " AND ".join(
        f"({_of(one, rule)} IS NULL OR {_is_lighter(rule, one, first)})" for one in others
    )
    nobody = f"coalesce({', '.join(_of(one, rule) for one in speakers)}) IS NULL"
    weighed = f"list_sort(list_filter([{', '.join(entries)}], x -> x.v IS NOT NULL), 'DESC')[1]"
    # Nine titles in ten are told by the first alone: there, and where nobody outweighs it, nothing
    # is sorted.
    return (
        f"CASE WHEN {nobody} THEN NULL WHEN {has} AND {yields} THEN {entries[0]} ELSE {weighed} END"
    )


def _is_lighter(rule: Rule, one: str, first: str) -> str:
    """SQL that a source outweighs the most trusted one in no case."""
    if rule.rule == "majority":
        return f"{_of(one, rule)} = {_of(first, rule)}"
    return f"{_weight(rule, one, [])} <= {_weight(rule, first, [])}"


def _weight(rule: Rule, source: str, speakers: list[str]) -> str:
    mine = _of(source, rule)
    match rule.rule:
        case "longest":
            return f"length({mine})"
        case "latest":
            return f"epoch_us({told(source, 'told_at')})"
        case "majority":
            return " + ".join(f"coalesce(({_of(one, rule)} = {mine})::INT, 0)" for one in speakers)
        case _:
            return mine


def _speakers(rule: Rule, drops: bool) -> list[str]:
    has_drops = drops and (rule.takes_drops or rule.rule == "follow")
    return [*rule.sources, *([DROPS] if has_drops else [])]


def _of(source: str, rule: Rule | str) -> str:
    return told(source, rule.field if isinstance(rule, Rule) else rule)
