"""The options of an address: what each takes, and what it sets."""
