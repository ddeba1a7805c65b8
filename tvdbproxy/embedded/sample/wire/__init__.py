"""HTTP by hand: a server that can also misbehave on purpose."""
