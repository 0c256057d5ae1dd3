"""Orders from a spreadsheet: preview with row errors, commit, undo of the whole import."""
