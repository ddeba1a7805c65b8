"""TheTVDB as Python: how to ask it, and how to read what it says. Knows no table."""
