"""The house itself: what lies at the top, how long things are, who may import and read what."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "movie_assets"
TOP_LEVEL = {
    "movie_assets", "movie_assets_tests", "dbt_project", "workspace.yaml", "dagster.yaml",
    "pyproject.toml", "README.md", "Makefile", "uv.lock", "LICENSE",
}  # fmt: skip
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_TEXT = 60
# Longer than the rule, each with its reason; a file that no longer needs its place here fails too.
LONG_FILES = {
    "model/title_rows.py": "one declaration a table, no logic: a table cut in two reads worse",
}
LONG_FUNCTIONS = {
    "assets/declare.py lake_asset": "a third of it are the names that tell assets apart",
}
PURE_ROOMS = ("model", "sources", "crosswalk", "titles", "streaming", "dna", "refresh")
FIXED_PACKAGES = (
    "dagster", "dagster_postgres", "dagster_duckdb", "httpx", "bs4", "rapidfuzz", "pgvector",
    "psycopg", "openai",
)  # fmt: skip


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def test_the_top_level_is_what_the_design_says():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if tracked.returncode != 0:
        pytest.skip("not a git checkout: nothing says which files are the project's")
    top = {name.split("/", 1)[0] for name in tracked.stdout.split("\0") if name}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_begins_with_what_belongs_in_it(path: Path):
    text = ast.get_docstring(tree_of(path))
    assert text, f"{name_of(path)} has no docstring"
    assert path.read_text(encoding="utf-8").startswith('"""')
    assert len(text.splitlines()[0]) > 20


def test_no_file_is_longer_than_300_lines():
    long = {
        name_of(path)
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONG_FILES)


def functions() -> Iterator[tuple[str, int, int]]:
    """Each function with its lines of code, and the lines of the longest text in it.

    A docstring or an SQL statement is a text, read as a whole: it counts as one line of code.
    """
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                texts = [lines_of(text) for text in texts_in(node)]
                code = lines_of(node) - sum(lines - 1 for lines in texts)
                yield f"{name_of(path)} {node.name}", code, max(texts, default=0)


def texts_in(node: ast.AST) -> Iterator[ast.expr]:
    """The string literals below a node; of an f-string the whole, not its pieces."""
    for child in ast.iter_child_nodes(node):
        whole = isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        )
        if whole:
            assert isinstance(child, ast.expr)
            yield child
        else:
            yield from texts_in(child)


def lines_of(node: ast.stmt | ast.expr) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_40_lines():
    long = {name: code for name, code, _ in functions() if code > LONGEST_FUNCTION}
    assert set(long) == set(LONG_FUNCTIONS), long


def test_no_text_in_a_function_is_longer_than_60_lines():
    assert [(name, text) for name, _, text in functions() if text > LONGEST_TEXT] == []


# -- who may import whom -------------------------------------------------------------------------


def lint_imports(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's code in a folder of its own, where it may be broken."""
    folder = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", "*.parquet")
    shutil.copytree(PACKAGE, folder / "movie_assets", ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def test_every_import_goes_the_way_the_contracts_say(copy: Path):
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("floors", "titles/merge.py", "import movie_assets.crosswalk.decide"),
        ("floors", "resources/clock.py", "import movie_assets.settings"),
        ("floors", "model/ids.py", "import movie_assets.policies"),
        ("floors", "newroom.py", ""),
        ("handed", "assets/titles.py", "import movie_assets.settings"),
        ("wiring", "wiring.py", "import movie_assets.assets.titles"),
        ("pure", "streaming/offers.py", "import time"),
    ],
)
def test_a_contract_fails_when_it_is_broken(copy: Path, contract: str, module: str, line: str):
    path = copy / "movie_assets" / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or '"""A room without a floor."""\n') + f"\n{line}\n", encoding="utf-8")
    try:
        done = lint_imports(copy, "--contract", contract)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
    assert Path(module).stem in done.stdout


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each imported module with the name it is bound to, type-checking blocks included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", alias.asname or alias.name


def test_pure_rooms_open_nothing_and_ask_no_clock():
    """What import contracts cannot say: parts of modules, and built-in functions."""
    found = []
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] not in PURE_ROOMS:
            continue
        tree = tree_of(path)
        found += [
            f"{name_of(path)} imports {name}"
            for name, _ in imports(tree)
            if name.startswith(("urllib.request", "urllib.error", "http"))
        ]
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        found += [
            f"{name_of(path)}:{call.lineno} calls {ast.unparse(call)}"
            for call in calls
            if ast.unparse(call).rsplit(".", 1)[-1] in {"open", "now", "utcnow", "today", "getenv"}
        ]
    assert found == []


def test_only_settings_reads_the_environment():
    found = []
    for path in modules():
        tree = tree_of(path)
        names = {name for name, _ in imports(tree)}
        reads = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
        ]
        if reads or names & {"os.environ", "os.getenv", "os.environb", "dotenv.load_dotenv"}:
            found.append(name_of(path))
    assert found == ["settings.py"]


# -- the nine fixed packages -----------------------------------------------------------------------


def reached() -> dict[str, Path]:
    """The modules that the commands and the code location come to, through every import."""
    known = {f"movie_assets.{name_of(p)[:-3].replace('/', '.')}".removesuffix(".__init__"): p
             for p in modules()}  # fmt: skip
    todo, seen = ["movie_assets.cli", "movie_assets.definitions"], {}
    while todo:
        name = todo.pop()
        if name not in known or name in seen:
            continue
        seen[name] = known[name]
        for imported, _ in imports(tree_of(known[name])):
            todo += [imported, imported.rsplit(".", 1)[0]]
    return seen


@cache
def packages_called() -> dict[str, set[str]]:
    """The modules of the product with the packages they call what they import from."""
    found = {}
    for name, path in reached().items():
        tree = tree_of(path)
        called = {
            ast.unparse(node.func).split(".")[0] for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }  # fmt: skip
        found[name] = {m.split(".")[0] for m, as_name in imports(tree) if as_name in called}
    return found


def uses(package: str) -> list[str]:
    """Modules of the product that call what they import from a package."""
    return [name for name, packages in packages_called().items() if package in packages]


@pytest.mark.parametrize("package", [p for p in FIXED_PACKAGES if p != "dagster_postgres"])
def test_a_fixed_package_is_used_by_code_that_runs(package: str):
    assert uses(package), f"nothing that `movie-assets` or Dagster loads uses {package}"


def test_a_package_nobody_uses_would_be_found():
    assert uses("requests") == []
    assert uses("polars") == []


def test_dagsters_books_are_kept_by_dagster_postgres(catalogue):
    """dagster.yaml names it; the instance that the run used must really be made of it."""
    code = (
        "import dagster as dg\n"
        "with dg.DagsterInstance.get() as instance:\n"
        "    for part in (instance.run_storage, instance.event_log_storage,\n"
        "                 instance.schedule_storage):\n"
        "        print(type(part).__module__)\n"
        "    print(instance.get_runs_count())\n"
    )
    done = catalogue.python(code)
    *homes, runs = done.stdout.split()
    assert [home.split(".")[0] for home in homes] == ["dagster_postgres"] * 3
    assert int(runs) >= 20
