"""Which colours a picture has."""
