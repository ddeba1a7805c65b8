"""One step of a transform a file; ``pipeline`` has their order.

A step takes the frames and the job and gives frames back: the same ones where there is
nothing to do. None changes a picture that it was given.
"""
