"""The trash of all screens on one page."""
