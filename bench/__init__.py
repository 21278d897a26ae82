"""Measures what the product promises about speed, memory and exactness; `make bench` runs it all."""
