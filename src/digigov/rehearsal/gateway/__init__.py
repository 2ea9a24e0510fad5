"""The sandbox card gateway: somebody else's system, played by a process of its own. It shares nothing with DigiGov."""
