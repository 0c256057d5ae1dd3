"""Tests of OrderHub."""
