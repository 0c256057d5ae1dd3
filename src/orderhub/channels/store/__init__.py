"""SQL of shops, authorisations, mappings and token buckets."""
