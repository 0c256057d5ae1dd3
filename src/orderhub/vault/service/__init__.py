"""Use cases of the vault: keys, people, raw payloads, reveal, rotation."""
