"""Applications' pictures compared with their objects, and made again of their sources."""
