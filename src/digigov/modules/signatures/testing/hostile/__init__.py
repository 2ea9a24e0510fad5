"""Signed files of every kind, good and forged, made anew for each run by a state that exists only in memory."""
