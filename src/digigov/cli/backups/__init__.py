"""Backups: what is written (``archives``), for whom (``sealing``), where (``stores``, ``s3``), and for how long (``keeping``)."""
