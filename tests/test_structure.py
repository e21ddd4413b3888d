"""The rules that keep the code readable, checked on every file of service/ and prompts/."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MODULES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "service").rglob("*.py"))}
PROMPTS = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "prompts").rglob("*.yaml"))}

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
SQL = re.compile(r"\b(?:SELECT .* FROM|INSERT INTO|DELETE FROM|CREATE TABLE)\b", re.DOTALL)

# The two grammars are about Chinese words; everywhere else words are data in prompts/.
MAY_HOLD_CHINESE = ("service/quantities/", "service/periods.py")
# Who may import a library: files, or folders ending in a slash.
ONLY_IN = {
    "docx": ("service/documents/docx.py", "service/documents/docx_numbers.py"),
    "duckdb": ("service/facts/store.py",),
    "flask": ("service/__init__.py", "service/web/", "service/bots/"),
    "openpyxl": ("service/documents/xlsx.py", "service/web/sheets.py"),
    "pdfplumber": ("service/documents/",),
    "selectolax": ("service/documents/html.py",),
    "sqlglot": ("service/query/compiler.py", "service/facts/statements.py"),
    "xlrd": ("service/documents/xls.py",),
}

every_module = pytest.mark.parametrize("name", MODULES)


def parse(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[ast.expr]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, owners) and node.body)
    return {body[0].value for body in bodies if isinstance(body[0], ast.Expr)}


def imported(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


@every_module
def test_no_chinese_words_in_code(name):
    if name.startswith(MAY_HOLD_CHINESE):
        return
    tree = parse(name)
    free = docstrings(tree)
    found = [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in free and IDEOGRAPH.search(node.value)
    ]
    assert found == []


@every_module
def test_libraries_stay_where_they_belong(name):
    found = imported(parse(name))
    assert [library for library, places in ONLY_IN.items() if library in found and not name.startswith(places)] == []


@every_module
def test_functions_are_short(name):
    functions = (node for node in ast.walk(parse(name)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    lengths = {function.name: function.end_lineno - function.lineno + 1 for function in functions}
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@every_module
def test_files_are_short(name):
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@every_module
def test_no_catch_all(name):
    handlers = (node for node in ast.walk(parse(name)) if isinstance(node, ast.ExceptHandler))
    assert [handler.lineno for handler in handlers if catches_all(handler.type)] == []


def catches_all(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in ("Exception", "BaseException") for node in ast.walk(caught))


@every_module
def test_no_sql_pasted_together(name):
    texts = (node for node in ast.walk(parse(name)) if isinstance(node, ast.JoinedStr))
    assert [text.lineno for text in texts if SQL.search(ast.unparse(text))] == []


@every_module
def test_every_module_says_what_it_does(name):
    tree = parse(name)
    assert not tree.body or ast.get_docstring(tree)


@pytest.mark.parametrize("name", PROMPTS)
def test_prompts_are_yaml(name):
    assert yaml.load(PROMPTS[name].read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
