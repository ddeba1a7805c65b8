"""HTTP in, HTTP out, no decision."""
