"""SQL of cursors, runs and quarantine."""
