"""No channel's name outside its folder (house-style §B1.4, rule 1)."""

import ast
import re
from collections.abc import Iterator

from orderhub.connectors import CONNECTORS
from tests.architecture.source import Module, texts

PLANNED = {"pinduoduo", "pdd", "douyin", "kuaishou", "woocommerce", "shopify"}
SAID = {"tmall", "jingdong", "淘宝", "天猫", "京东", "拼多多", "抖音", "快手"}
NAMES = frozenset({*CONNECTORS, *PLANNED, *SAID})
FREE = ("orderhub.connectors", "orderhub.apps.demo", "orderhub.apps.drill", "orderhub.apps.bench")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[\u4e00-\u9fff]+")


def violations(module: Module) -> list[str]:
    """`path:line: word` for each channel named where none may be."""
    if module.name.startswith(FREE):
        return []
    return [
        f"{module.path}:{line}: {word}"
        for line, text in _said(module)
        for word in _WORD.findall(text)
        if _names_channel(word)
    ]


def _names_channel(word: str) -> bool:
    if word.isascii():
        return word.lower() in NAMES
    return any(name in word for name in NAMES if not name.isascii())


def _said(module: Module) -> Iterator[tuple[int, str]]:
    yield from texts(module)
    for found in ast.walk(module.tree):
        line: int = getattr(found, "lineno", 0)
        match found:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield line, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield line, name
            case ast.ClassDef(name=name):
                yield line, name
            case ast.keyword(arg=str(name)):
                yield line, name
            case ast.alias(name=name, asname=other):
                yield line, f"{name} {other or ''}"
            case ast.ImportFrom(module=str(name)):
                yield line, name
            case _:
                pass
