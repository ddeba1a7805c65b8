"""Rows and objects compared in both directions, and what is wrong made again."""
