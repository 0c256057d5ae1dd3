"""An ERP that speaks its own JSON: field names, status words and units nobody else has."""
