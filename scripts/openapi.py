"""Write web/openapi.json from the routes; the console's types are made from it."""

import json
from pathlib import Path

from orderhub.apps.api import create_app

TARGET = Path(__file__).resolve().parent.parent / "web" / "openapi.json"


def main() -> None:
    document = create_app().openapi()
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
