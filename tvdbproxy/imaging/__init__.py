"""Pixels in, pixels out: no network, no disk, no database.

``render.render`` makes the sized pictures of one source. ``pool.ImagePool`` does the
same in disposable child processes, which is how everything else in the house should
ask for it: a picture that kills its decoder then costs one child and nothing more.
Neither the pool nor the values that go through it import Pillow.
"""
