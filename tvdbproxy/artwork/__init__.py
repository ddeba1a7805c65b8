"""One picture's way from its address upstream to stored variants."""
