"""Those who take cards."""
