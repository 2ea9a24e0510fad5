"""Settings by topic. Whatever must be so before the first of them is read stands here."""

import os

# Before anything imports numpy: on busy cores its threads wait for each other, and a search takes six times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
