"""Shops (店铺), their authorisations (店铺授权), quotas and mappings."""
