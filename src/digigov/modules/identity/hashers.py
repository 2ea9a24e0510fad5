"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """
    Argon2id with 19 MiB, two passes, one lane: what OWASP's Password Storage Cheat Sheet names as enough. It takes a processor 23 ms,
    where Django's default (PBKDF2, a million rounds) takes 280 ms and costs an attacker with graphics cards less (decision 24).
    """

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1
