"""SQL text within a function is the same statement at each call: its driver's form is known."""

import ast
from collections.abc import Iterator
from pathlib import Path

import orderhub

SOURCE = Path(orderhub.__file__).parent


def texts_in_functions(source: str) -> Iterator[int]:
    """Lines of `text()` calls within functions where `text` is SQLAlchemy's own."""
    tree = ast.parse(source)
    imported = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"
        for name in node.names
        if name.name == "text"
    }
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {*imported, "sa.text"}:
                    yield node.lineno


def test_no_function_makes_a_statement_anew_at_each_call() -> None:
    planted = "from sqlalchemy import text\ndef f():\n    return text('SELECT 1')\n"
    assert list(texts_in_functions(planted)) == [3]
    found = {
        (str(path.relative_to(SOURCE)), line)
        for path in SOURCE.rglob("*.py")
        for line in texts_in_functions(path.read_text())
    }
    assert not found
