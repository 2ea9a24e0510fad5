"""Sentence models that fit the socket of ``search``."""
