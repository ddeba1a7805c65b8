"""Asking for work by name, and remembering what became of it.

The database knows all work; a message only carries an id and may be lost, doubled or late.
"""
