"""Payments for others' tests."""
