"""What the sample upstream answers under ``/v4``, one subject a file."""
