"""One picture made into another as an address wants it, with imgproxy's arithmetic."""
