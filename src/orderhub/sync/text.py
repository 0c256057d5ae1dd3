"""Foreign text made fit for the database. Pure."""

LONGEST = 200  # characters of a foreign text that names something


def storable(text: str | None) -> str | None:
    """What of a foreign text the database takes: no NUL, no lone surrogate, no megabytes."""
    if text is None:
        return None
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return clean[:LONGEST] or None
