"""From "this picture, please" to an answer."""
