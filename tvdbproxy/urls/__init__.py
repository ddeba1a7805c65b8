"""Every address that we hand out or accept, as pure strings."""
