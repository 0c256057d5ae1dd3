"""Rules (规则): CEL conditions over an order that give tags, a priority, and automatic review."""
