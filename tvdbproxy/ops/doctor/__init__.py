"""Everything that an installation needs, looked at from here: one check a file."""
