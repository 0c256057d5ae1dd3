"""What fulfilment is about: scans and packages, what channels are told, who stands behind."""
