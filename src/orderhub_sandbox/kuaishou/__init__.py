"""Kuaishou shop (快手小店), written from section 5 of the channel reference."""
