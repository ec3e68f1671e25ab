"""Passage Atlas: the places that a set of texts talks about, with the passages that talk about them."""

__version__ = "0.1.0"
