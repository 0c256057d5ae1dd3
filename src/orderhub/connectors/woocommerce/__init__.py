"""WooCommerce (WordPress stores), REST v3."""
