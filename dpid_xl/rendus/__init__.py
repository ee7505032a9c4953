"""Renderers: decided content in, bytes out; they take no decision and read no file of the user's."""
