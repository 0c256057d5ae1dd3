"""Shopify: shops with a GraphQL API."""
