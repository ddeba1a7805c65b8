"""TheTVDB's API, so that its clients need another address and nothing else."""
