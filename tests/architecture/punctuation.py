"""Half-width marks in Chinese sentences, where full-width ones belong."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from tests.architecture.source import PRODUCT, ROOT, Module, texts

WORDS = (
    *sorted((ROOT / "web/src/i18n/locales/zh-CN").glob("*.json")),
    *sorted(PRODUCT.glob("health/decide/books/*.json")),
    *sorted(PRODUCT.glob("connectors/*/causes.json")),
)
DOCUMENTS = (ROOT / "README.zh-CN.md", ROOT / "docs/guides/operator.zh.md")
# Patterns of what others write, what a platform calls a variant, and an English sentence.
FREE = frozenset(
    {
        "orderhub.vault.mask",
        "orderhub.fulfilment.decide.redaction",
        "orderhub.connectors.kuaishou.errors",
        "orderhub.apps.bench.many_orders",
        "orderhub.apps.cli",
    }
)
_HAN = "\u4e00-\u9fff\u3001\u3002\u3008-\u3011\u201c\u201d"
_CODE = re.compile(
    r"```.*?```|`[^`\n]*`|\]\([^)\n]*\)|https?://[^\s\u4e00-\u9fff]+|\bcel:|· \? ", re.DOTALL
)
_BLANK = re.compile(r"\{\{[^}]*\}\}|<[^>\n]*>")
_CALL = re.compile(r"\w\([!-~]*\)")
_MARK = re.compile(rf"(?<=[{_HAN}\x00]) ?[,;:!?()]|[,;:!?()] ?(?=[{_HAN}])")


def half_width(text: str) -> list[str]:
    """Each mark that stands beside Chinese, with what is around it; code and addresses are not
    looked at, and a blank counts as the Chinese word that fills it."""
    if not re.search(r"[\u4e00-\u9fff]|\{\{", text):
        return []
    seen = _CALL.sub("a", _BLANK.sub("\x00", _CODE.sub("a", text)))
    return [seen[max(0, found.start() - 6) : found.end() + 6] for found in _MARK.finditer(seen)]


def in_module(module: Module) -> list[str]:
    """`path:line: mark` of the module's texts."""
    if module.name in FREE:
        return []
    return [
        f"{module.path}:{line}: {mark}" for line, text in texts(module) for mark in half_width(text)
    ]


def in_words(path: Path) -> list[str]:
    """`path: mark` of every text in a JSON file."""
    told = _texts(json.loads(path.read_text()))
    return [f"{path.relative_to(ROOT)}: {mark}" for text in told for mark in half_width(text)]


def in_document(path: Path) -> list[str]:
    """`path: mark` of a Chinese document."""
    return [f"{path.relative_to(ROOT)}: {mark}" for mark in half_width(path.read_text())]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in cast("dict[str, Any]", value).values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in cast("list[Any]", value):
            yield from _texts(part)
