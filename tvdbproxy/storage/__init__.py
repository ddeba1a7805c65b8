"""Bytes under a key: one protocol, three stores (S3, local directory, memory)."""
