"""Doing something with many records at once: chosen in a list, tried and shown first, then done, all or nothing."""
