"""Begin a connector: copy the template under a new name and say what remains to be done."""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "_template"
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")


def create(name: str, root: Path) -> list[Path]:
    """The files written; ValueError for a name that is taken or is none."""
    connectors = root / "src" / "orderhub" / "connectors"
    if not NAME.fullmatch(name):
        raise ValueError("a name is 2 to 31 small letters, digits and underscores")
    if (connectors / name).exists():
        raise ValueError(f"there is a connector {name} already")
    fixtures = root / "tests" / "contract" / "fixtures" / name
    written: list[Path] = []
    for source in sorted((connectors / TEMPLATE).iterdir()):
        if source.is_file():
            folder = fixtures if source.suffix == ".json" else connectors / name
            folder.mkdir(parents=True, exist_ok=True)
            copy = folder / source.name
            copy.write_text(source.read_text().replace(TEMPLATE, name))
            written.append(copy)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="the channel's code, e.g. xiaohongshu")
    name = parser.parse_args().name
    try:
        written = create(name, ROOT)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for path in written:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    sys.stdout.write(
        f"""
Now: 1. fill mapping.py, errors.py, signing.py, connector.py and README.md
     2. src/orderhub/connectors/__init__.py: import its CONNECTOR and add it to CONNECTORS
     3. src/orderhub_sandbox: a platform that speaks the wire, from the channel's documents
     4. make contract NAME={name}
More in docs/guides/integrator-channels.md
"""
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
