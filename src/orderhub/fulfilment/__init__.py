"""Fulfilment (履约): warehouses, packages and waybills, ship-back, tracking, disagreements."""
