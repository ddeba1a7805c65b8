"""Telling other servers what became of a picture, at least once, whatever happens meanwhile."""
