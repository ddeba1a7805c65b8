"""What can be said of a picture by looking at it: colours, quality, likeness, text, faces.

All of it is computed here, with Pillow; text and faces need an extra each. ``docs/analysis.md``
says what each figure means. ``order``, ``analysis``, ``fingerprint`` and ``similar`` do not
import Pillow.
"""
