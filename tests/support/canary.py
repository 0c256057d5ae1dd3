"""Canaries: marked personal data that may appear nowhere in clear in the database."""

import re
from collections.abc import AsyncIterator, Iterable

from sqlalchemy import text

from orderhub.infra.db import Database

FULL_WIDTH = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"}
)
COLUMNS = text("""
    SELECT table_schema || '.' || quote_ident(table_name) AS place,
        string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
        AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'xml')
    GROUP BY 1 ORDER BY 1
""")


def spellings(canary: str) -> set[bytes]:
    """Ways in which a value may lie in a dump: plain, full-width, spaced, escaped, hex of UTF-8."""
    wide = canary.translate(FULL_WIDTH)
    forms = {canary, wide, " ".join(canary)}
    if re.fullmatch(r"\d{11}", canary):
        parts = (canary[:3], canary[3:7], canary[7:])
        forms |= {f"+86{canary}", " ".join(parts), "-".join(parts)}
    escaped = {form.encode("ascii", "backslashreplace").decode() for form in forms}
    hexed = {form.encode().hex() for form in (canary, wide)}
    return {form.encode() for form in forms | escaped | hexed}


async def dump(db: Database) -> AsyncIterator[tuple[str, bytes]]:
    """(table, piece of its COPY output) over every text, json and bytea column, as it streams."""
    async with db.transaction() as tx:
        places = [(row.place, row.columns) for row in await tx.execute(COLUMNS)]
        connection = tx.raw
        for place, columns in places:
            statement = f"COPY (SELECT {columns} FROM {place}) TO STDOUT".encode()
            async with connection.cursor() as cursor, cursor.copy(statement) as copy:
                async for piece in copy:
                    yield place, bytes(piece)


async def find_canaries(db: Database, canaries: Iterable[str]) -> set[tuple[str, str]]:
    """(table, canary) wherever one lies in clear. A row is one piece, so nothing is cut in two."""
    wanted = {canary: spellings(canary) for canary in canaries}
    found: set[tuple[str, str]] = set()
    async for place, piece in dump(db):
        line = piece.replace(b"\\\\", b"\\")
        for canary, forms in wanted.items():
            if any(form in line for form in forms):
                found.add((place, canary))
    return found


async def assert_no_canary(db: Database, canaries: Iterable[str]) -> None:
    """Fail naming the tables in which a canary lies in clear."""
    found = await find_canaries(db, canaries)
    assert not found, f"personal data in clear: {sorted(found)}"
