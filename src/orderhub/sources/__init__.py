"""Sources (数据来源): systems that speak their own JSON, read by mappings without code (G3)."""
