"""Pages for people to file: PDF from a Typst template, with a Chinese font of our own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import typst

FONTS = Path(__file__).parent / "fonts"


async def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The page of `template` with `data` (as JSON in `sys.inputs.data`), as PDF/A-2b."""
    return await asyncio.to_thread(_compile, template, orjson.dumps(data).decode())


def _compile(template: Path, data: str) -> bytes:
    made = typst.Compiler(
        input=str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        sys_inputs={"data": data},
    ).compile(format="pdf", pdf_standards="a-2b")
    if not isinstance(made, bytes):
        raise TypeError("a document of one file was expected")
    return made
