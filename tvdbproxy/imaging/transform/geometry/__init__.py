"""Where every pixel goes, worked out before there are any: floats and integers, no Pillow.

``layout.lay_out`` answers all of it for one source and one spec. One file each for what the
arithmetic consists of.
"""
