"""Upstream's titles into our tables, and out again."""
