"""The public status page: written to disk every half minute by a process of its own, so that it stays when all else falls."""
