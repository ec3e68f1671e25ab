"""Readers: the bytes of a file -> its text, parts, pages and metadata, one format a module."""
