"""What happened, minute by minute, for the dashboard's plots."""
