"""Pictures that applications gave us, on their way out: by number, in the size that is asked for
or the nearest, in the format that suits whoever asks."""
