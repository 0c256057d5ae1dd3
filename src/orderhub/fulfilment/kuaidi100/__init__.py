"""The tracking service's wire protocol: Kuaidi100 (快递100), channels reference §10."""
