"""Records as JSON, in the shapes and with the nulls that TheTVDB really sends."""
