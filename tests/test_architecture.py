"""Who may import whom: the contracts in pyproject.toml, and what they cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "index", "corpus", "eval")
DOORS = {
    "faiss": ("index",),
    "sentence_transformers": ("index",),
    "torch": ("index",),
    "bm25s": ("index",),
    "gradio": ("assistant/page",),
    "llama_index": (
        "index/llama",
        "assistant/model.py",
        "assistant/components.py",
        "assistant/components",
    ),
    "opencc": ("corpus",),
    "babel": ("assistant/write",),
    "typer": ("assistant/cli.py", "assistant/commands"),
    "pypdfium2": ("corpus/load/pdf/pdfium.py",),
    "rapidocr_onnxruntime": ("corpus/load/read_scan.py",),
    "PIL": ("corpus/load/pdf/pdfium.py",),
    "docx": ("corpus/load/read_docx.py",),
    "pptx": ("corpus/load/read_pptx.py",),
    "openpyxl": ("corpus/load/read_xlsx.py", "corpus/library"),
    "sqlalchemy": ("corpus/library",),
    "psutil": ("assistant",),
}


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


def test_the_import_contracts_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    if not command.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    assert f"{len(contracts)} kept, 0 broken" in done.stdout


def test_nobody_imports_the_page_program_or_the_tests() -> None:
    guilty = [
        (str(path.relative_to(ROOT)), name)
        for path in sources()
        for name in imported(path)
        if name.split(".")[0] in ("app", "tests")
    ]
    assert guilty == []


def test_the_page_program_imports_no_inner_part_of_the_index_or_the_evaluation() -> None:
    names = {name.split(".")[0] for name in imported(ROOT / "app.py")}
    assert "eval" not in names


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_by_its_own_door(library: str) -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources()
        if any(name.split(".")[0] == library for name in imported(path))
        and not str(path.relative_to(ROOT)).startswith(DOORS[library])
    ]
    assert guilty == []


@pytest.mark.parametrize("library", DOORS)
def test_a_door_is_used(library: str) -> None:
    assert any(name.split(".")[0] == library for path in sources() for name in imported(path))


MODULES = {
    "pillow": "PIL",
    "python-docx": "docx",
    "python-pptx": "pptx",
    "faiss-cpu": "faiss",
    "llama-index-core": "llama_index.core",
    "llama-index-llms-openai-like": "llama_index.llms.openai_like",
}


def test_every_runtime_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=!~ ;\[]", line)[0] for line in project["dependencies"]]
    everywhere = [*sources(), ROOT / "app.py", *sorted((ROOT / "tests").rglob("*.py"))]
    used = {name for path in everywhere for name in imported(path)}
    unused = [
        name
        for name in names
        if not any(
            (one + ".").startswith(MODULES.get(name, name.replace("-", "_")) + ".") for one in used
        )
    ]
    assert len(names) > 10
    assert unused == []


def test_money_is_never_a_float() -> None:
    """The files that read, hold and compare figures call `float` nowhere."""
    for name in ("corpus/figure.py", "corpus/read/read_figures.py", "assistant/check/tolerance.py",
                 "assistant/check/derive.py", "assistant/answer/compute.py", "assistant/check/check.py",
                 "assistant/check/prove.py", "assistant/check/guard.py", "assistant/check/stated_formulas.py",
                 "assistant/answer/calculation.py", "corpus/bind/bind_tables.py"):  # fmt: skip
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        assert not [
            node.lineno
            for node in ast.walk(tree)
            if (isinstance(node, ast.Name) and node.id == "float")
            or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        ], name


def test_no_code_names_the_company_of_the_bundled_report() -> None:
    """Names are data; in code they may stand in docstrings and comments only."""
    for path in sources():
        if path.relative_to(ROOT).parts[0] == "eval" or path.name == "testing.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.lower()
                if id(node) not in docs and "(?p<" not in words:  # a regex has comments in it
                    assert not any(w in words for w in ("xiaomi", "小米", "su7")), (
                        path,
                        node.value,
                    )
