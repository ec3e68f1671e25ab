"""One module a file format: each writes the content of an export, whole or not at all."""
