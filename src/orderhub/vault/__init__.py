"""The vault (隐私保险库): seals personal data, shows masks, reveals with a reason."""
