"""The contract: what is generated from it is current, agrees with the database and with itself."""

import dataclasses
import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import psycopg
import pyarrow as pa
import pytest
import yaml

from movie_assets.commands.contract_files import KEPT, text_of
from movie_assets.model.contract import (
    POSTGRES_SCHEMAS,
    TABLES,
    table_named,
    table_of,
    tables_in,
    tables_of_entity,
)
from movie_assets.model.errors import ContractError
from movie_assets.model.loads import LOADED_BY
from movie_assets.model.parts import Rating
from movie_assets.model.render.arrow import arrow_schema, arrow_table
from movie_assets.model.render.json_schema import json_schema, openapi
from movie_assets.model.render.postgres import is_loaded, postgres_type, schema_ddl
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.table import Index, table
from movie_assets.model.title_rows import Title, TitleEmbedding
from movie_assets.model.types import Json
from movie_assets.resources.database import prepare_database, shipped_migrations
from movie_assets.settings import PROJECT

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
BY_NAME = {one.name: one for one in TABLES}

# Named in DESIGN section 4, table by table; what a table has beside them is not looked at here.
DESIGNED = {
    "answer": "source url requested_at status outcome headers body body_sha256 retry_at",
    "source_record": """source source_id kind title original_title names year release_date
        registration_date countries languages runtime_min genres directors cast external_ids
        ratings aspect_ratings overviews taglines popularity status keywords tropes certifications
        companies networks collection budget revenue images videos article url observed_at
        changed_at outcome parser_version""",
    "source_episode": "source source_id season episode ratings",
    "score_seen": "source source_id publisher metric season value count observed_at answer_id",
    "score_observation": "title_id source metric season value count observed_at answer_id",
    "popularity_daily": "title_id day popularity",
    "crosswalk": """title_id source source_id status method probability evidence runner_up
        runner_up_probability decided_at rule_version""",
    "unmatched": "side source kind decade language reason",
    "link_decision": "title_id source source_id",
    "title": "title_id kind title provenance conflicts",
    "title_score_summary": """audience critics overall plain_audience plain_critics
        plain_overall""",
    "offer": """title_id country provider_id type quality price currency url first_seen last_seen
        valid_from valid_to""",
    "title_change": "seq entity title_id version changed_at run_id fields",
    "title_dna": "title_id category label taxonomy_version model prompt_hash cost_usd",
    "title_fingerprint": "scores essence_tags advisories taxonomy_version model prompt_hash",
    "title_embedding": "title_id aspect model dims embedding",
    "source_check": "source title_id checked_at outcome",
    "title_redirect": "from_title_id to_title_id reason",
}
RATING = "publisher metric value scale_min scale_max percent count count_is_lower_bound"


# -- what is generated ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_generated_file_is_current(path: Path) -> None:
    assert path.read_text() == text_of(KEPT[path]), "call contract_files.write_kept()"


def test_nothing_else_stands_among_the_generated_files() -> None:
    folder = PROJECT / "movie_assets" / "docs" / "contract"
    assert set(folder.iterdir()) == {path for path in KEPT if path.parent == folder}


def test_each_form_is_a_text_of_its_own() -> None:
    texts = {form: text_of(form) for form in KEPT.values()}
    assert len(set(texts.values())) == len(KEPT) == 5
    assert all("title_score_summary" in text for text in texts.values())


def test_the_order_of_tables_is_the_same_whatever_is_imported_first() -> None:
    orders = set()
    for first in ("title_rows", "operation_rows", "source_rows", "contract"):
        code = (
            f"import movie_assets.model.{first}\n"
            "from movie_assets.model.contract import TABLES\n"
            "print(' '.join(table.name for table in TABLES))"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        orders.add(run.stdout.strip())
    assert orders == {" ".join(one.name for one in TABLES)}


# -- what is declared ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESIGNED)
def test_a_table_has_the_fields_of_the_design(name: str) -> None:
    assert set(DESIGNED[name].split()) <= set(BY_NAME[name].column_names)


def test_a_rating_says_whose_and_how_much() -> None:
    assert {one.name for one in dataclasses.fields(Rating)} == set(RATING.split())


def test_every_table_is_named_once_and_described() -> None:
    assert len(BY_NAME) == len(TABLES)
    for one in TABLES:
        assert one.description.endswith("."), one.name
        assert set(one.key) <= set(one.column_names)
        for index in one.indexes:
            assert set(index.columns) <= set(one.column_names)
        for column in one.columns:
            assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
            assert column.description.strip() == column.description != ""


def test_keys_are_facts_and_never_null() -> None:
    for one in TABLES:
        for name in one.key:
            assert not one.column(name).nullable, f"{one.name}.{name}"
            assert one.column(name) in one.fact_columns, f"{one.name}.{name}"


def test_times_of_looking_are_no_facts() -> None:
    facts = {one.name: {column.name for column in one.fact_columns} for one in TABLES}
    assert "last_seen" not in facts["offer"]
    assert "first_seen" in facts["offer"]
    assert "run_id" not in facts["answer"]
    assert facts["source_record"].isdisjoint({"answer_id", "requested_at", "observed_at"})
    assert "decided_at" not in facts["crosswalk"]
    assert facts["source_check"] == set(BY_NAME["source_check"].column_names)


def test_what_is_loaded_has_a_loader_and_an_entity_one_table() -> None:
    assert set(LOADED_BY) == {one.name for one in tables_in("catalogue")}
    for entity in ("title", "score", "offer", "redirect", "dna"):
        (one,) = tables_of_entity(entity)
        assert one.key[0] == ("from_title_id" if entity == "redirect" else "title_id")


def test_a_table_unknown_is_named_with_those_there_are() -> None:
    with pytest.raises(ContractError, match=r"no table titles; there are .*\btitle\b"):
        table_named("titles")
    with pytest.raises(ContractError, match="Index is not a contract table"):
        table_of(Index)
    with pytest.raises(ContractError, match="table title has no column name"):
        table_named("title").column("name")


def declare(annotation: Any, key: tuple[str, ...] = ("field",)) -> None:
    made = type("Declared", (), {"__annotations__": {"field": annotation}, "__doc__": "A row."})
    table("declared", schemas=("lake",), key=key)(made)


@pytest.mark.parametrize("annotation", [int, Annotated[int, Json()], Annotated[str | None, ""]])
def test_a_field_without_a_description_is_refused(annotation: Any) -> None:
    with pytest.raises(ContractError, match=r"declared\.field has no description"):
        declare(annotation)


@pytest.mark.parametrize("hint", [complex, dict[str, int], list[str], tuple[set[str], ...]])
def test_a_type_outside_the_language_is_refused(hint: Any) -> None:
    with pytest.raises(ContractError, match=r"declared\.field has a type the contract does not"):
        declare(Annotated[hint, "A field"])


def test_a_key_that_is_no_field_is_refused() -> None:
    with pytest.raises(ContractError, match="has no column other"):
        declare(Annotated[int, "A field"], key=("other",))


# -- the database --------------------------------------------------------------------------------

COLUMNS = """
    select table_schema, table_name, column_name,
           format_type(a.atttypid, a.atttypmod), a.attnotnull
    from information_schema.columns c
    join pg_attribute a on a.attname = c.column_name
        and a.attrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
    where table_schema in ('catalogue', 'events', 'app')
    order by table_schema, table_name, ordinal_position
"""
LONG_NAMES = {"timestamptz": "timestamp with time zone"}
KEYS = """
    select n.nspname, c.relname, array_agg(a.attname::text order by k.place)
    from pg_index i join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(i.indkey) with ordinality as k (attnum, place)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
    where i.indisprimary and n.nspname in ('catalogue', 'events', 'app')
    group by 1, 2
"""


def declared_columns() -> list[tuple[str, str, str, str, bool]]:
    found = []
    for schema in sorted(POSTGRES_SCHEMAS):
        for one in sorted(tables_in(schema), key=lambda one: one.name):
            for column in one.columns:
                kind = postgres_type(column.type)
                kind = LONG_NAMES.get(kind, kind)
                found.append((schema, one.name, column.name, kind, not column.nullable))
            if is_loaded(schema, one):
                found.append((schema, one.name, "row_hash", "uuid", True))
                found.append((schema, one.name, "part", "smallint", True))
    return found


def test_the_shipped_migrations_make_what_the_contract_says(database: str) -> None:
    applied = prepare_database(database, "reader")
    assert applied == shipped_migrations()
    assert [one.version for one in applied] == list(range(1, len(applied) + 1))
    with psycopg.connect(database) as connection:
        assert connection.execute(COLUMNS).fetchall() == declared_columns()
        keys = {(schema, name): key for schema, name, key in connection.execute(KEYS)}
        described = connection.execute(
            "select obj_description('catalogue.title'::regclass), "
            "col_description('catalogue.title'::regclass, 1)"
        ).fetchone()
    assert keys == {
        (schema, one.name): list(one.key)
        for schema in POSTGRES_SCHEMAS
        for one in tables_in(schema)
    }
    assert described == (table_of(Title).description, table_of(Title).columns[0].description)
    assert prepare_database(database, "reader") == []


def index_definitions(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select schemaname, tablename, indexname, indexdef from pg_indexes "
        "where schemaname in ('catalogue', 'events', 'app') order by 1, 2, 3"
    ).fetchall()


def test_the_ddl_makes_the_same_indexes_as_the_migrations(database: str) -> None:
    prepare_database(database, "reader")
    with psycopg.connect(database) as connection:
        by_migrations = index_definitions(connection)
        connection.execute("drop schema catalogue, events, app cascade")
        connection.execute(schema_ddl().encode())
        assert index_definitions(connection) == by_migrations
        assert connection.execute(COLUMNS).fetchall() == declared_columns()
        connection.rollback()


# -- other languages -----------------------------------------------------------------------------


def as_json(row: Any) -> Any:
    """A row as an API would send it."""
    ((mapping),) = arrow_table(table_of(type(row)), [row]).to_pylist()
    return json.loads(json.dumps(mapping, default=lambda value: value.isoformat()))


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json_schema() | {"$ref": f"#/$defs/{name}"}
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


MATRIX = Title(
    title_id="movie/603",
    kind="movie",
    title="The Matrix",
    year=1999,
    genres=("Action",),
    provenance="{}",
    conflicts="{}",
    first_seen=NOON.date(),
)
RATED = SourceRecord(
    source="tmdb",
    source_id="movie/603",
    title_id="movie/603",
    outcome="found",
    answer_id="a",
    requested_at=NOON,
    observed_at=NOON,
    parser_version="1",
    ratings=(Rating(publisher="tmdb", metric="audience", value=8.2, scale_max=10.0),),
)
VECTOR = TitleEmbedding(
    title_id="movie/603", aspect="all", model="m", dims=2, text_hash="h", embedding=(0.6, 0.8)
)


@pytest.mark.parametrize("row", [MATRIX, RATED, VECTOR], ids=lambda row: type(row).__name__)
def test_a_row_is_valid_by_its_schema(row: Any) -> None:
    validator(table_of(type(row)).name).validate(as_json(row))


@pytest.mark.parametrize(
    ("field", "value"),
    [("title_id", None), ("year", "1999"), ("genres", None), ("colour", "green"), ("genres", [1])],
)
def test_a_row_that_breaks_the_contract_is_not_valid(field: str, value: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator("title").validate(as_json(MATRIX) | {field: value})
    missing = {name: item for name, item in as_json(MATRIX).items() if name != "kind"}
    with pytest.raises(jsonschema.ValidationError):
        validator("title").validate(missing)


def test_openapi_has_every_table() -> None:
    schemas = openapi()["components"]["schemas"]
    assert schemas == json_schema()["$defs"]
    assert list(schemas) == [one.name for one in TABLES]


def test_arrow_keeps_every_column_in_order() -> None:
    for one in TABLES:
        assert tuple(arrow_schema(one).names) == one.column_names
    schema = arrow_schema(BY_NAME["title_embedding"])
    assert schema.field("embedding").type == pa.list_(pa.float32())
    assert arrow_schema(BY_NAME["offer"]).field("valid_to").type == pa.timestamp("us", tz="UTC")


def test_dbt_knows_every_table_of_postgres_and_who_loads_it() -> None:
    sources = yaml.safe_load(text_of("dbt"))["sources"]
    assert [source["name"] for source in sources] == list(POSTGRES_SCHEMAS)
    for source in sources:
        known = {one["name"]: one for one in source["tables"]}
        assert set(known) == {one.name for one in tables_in(source["schema"])}
    loaded = {one["name"]: one["config"]["meta"]["dagster"] for one in sources[0]["tables"]}
    assert loaded["title"]["asset_key"] == ["catalogue_titles"]


def test_vectors_and_documents_have_types_of_their_own() -> None:
    types = {
        column.name: postgres_type(column.type)
        for one in (table_of(Title), table_of(TitleEmbedding))
        for column in one.columns
    }
    assert types["embedding"] == "halfvec"
    assert types["provenance"] == "jsonb"
    assert types["genres"] == "text[]"
