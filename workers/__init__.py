"""The other door: messages in, one call into a flow each, messages out."""
