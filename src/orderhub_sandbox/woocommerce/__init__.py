"""WooCommerce: stores with a REST API of their own."""
