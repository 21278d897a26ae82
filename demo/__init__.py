"""The demo: everything the product needs, on one machine, with nothing installed beforehand but Python."""
