"""What the site of the documentation has beside ``docs/``: pages that are made of the code."""
