"""Telling caches in front of us what they have to forget, at least once, whatever happens."""
