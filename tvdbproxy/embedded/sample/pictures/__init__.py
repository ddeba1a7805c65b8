"""Pictures drawn from nothing but a seed: the same commission always gives the same bytes."""
