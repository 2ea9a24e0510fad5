"""What every room stands on: actor, error, event, adapter slot, money, clock, reference. No government in it."""
