"""What rooms say of what they do, for whoever counts it, without knowing who does."""
