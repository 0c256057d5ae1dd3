"""Kuaishou shop (快手小店), the e-commerce open platform of Kuaishou."""
