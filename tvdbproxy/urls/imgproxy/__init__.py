"""imgproxy's addresses: who signed them, and what they ask for. Pure text, no pixels."""
