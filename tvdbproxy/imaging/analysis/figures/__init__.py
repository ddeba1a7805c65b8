"""Quality in figures: how sharp, how well exposed, how noisy, how much compressed.

Everything is measured on grey values at the size at which a screen shows the picture.
"""
