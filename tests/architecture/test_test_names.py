"""A test is called the same in every process: the processes that share the tests out compare their lists."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for top in ("src", "tests", "bench")
    for path in (ROOT / top).rglob("test_*.py")
    if "node_modules" not in path.parts
)


def unordered(source: str) -> list[int]:
    """The lines where words in no order (a set of two or more) become a test's name through `ids`."""
    return [
        node.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and any(each.arg == "ids" for each in call.keywords)
        for node in ast.walk(call)
        if isinstance(node, ast.SetComp) or isinstance(node, ast.Set) and len(node.elts) > 1
    ]


def test_no_name_of_a_test_depends_on_the_order_of_a_set():
    assert {str(path.relative_to(ROOT)): found for path in FILES if (found := unordered(path.read_text()))} == {}


def test_it_sees_a_set():
    assert unordered('mark("missing", [({"a", "b"})], ids=str)') == [1]
