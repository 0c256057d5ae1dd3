"""Pure decisions: how facts fold, and what follows."""
