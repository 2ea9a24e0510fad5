"""Locks in the database that more than one room holds, by number (PostgreSQL's advisory locks)."""

BACKUP = 0xD161607  # exclusively while a backup is written; shared by whoever takes content out of the store
