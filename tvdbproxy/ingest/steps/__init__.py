"""What is done to a picture that was given to us, one step a file."""
