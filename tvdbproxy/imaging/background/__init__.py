"""A picture without its background: flat ones by colour, others by a model that the operator gives.

``cut_out`` has the plain values that cross processes and does not import Pillow.
"""
