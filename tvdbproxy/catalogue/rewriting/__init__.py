"""Upstream's answers as we hand them out: with our own addresses of pictures in them."""

from tvdbproxy.catalogue.rewriting.rewriter import ImageRewriter, Mode, Rewrite, Rewritten

__all__ = ["ImageRewriter", "Mode", "Rewrite", "Rewritten"]
