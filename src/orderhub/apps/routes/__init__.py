"""Routes of the process itself: health, metrics, live events, the console's files."""
