"""What goes wrong, and the proof that nothing comes of it: ``make chaos``."""
