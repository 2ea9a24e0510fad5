"""What is reckoned, and nothing else: no Django, no clock, no database."""
