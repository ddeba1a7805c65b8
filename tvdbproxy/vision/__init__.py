"""Asking a vision endpoint what is on a picture."""
