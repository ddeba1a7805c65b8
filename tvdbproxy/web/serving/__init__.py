"""The web server's processes, and how one generation of them hands over to the next."""
