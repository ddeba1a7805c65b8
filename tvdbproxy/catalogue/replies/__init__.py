"""Upstream's answers as they came: kept, replayed, and asked for again when they grow old."""
