"""tvdbproxy: a content-sync proxy for TheTVDB-style catalogues."""

__version__ = "0.1.0"
