"""The queries behind ``queries.py``, by what they are about."""
