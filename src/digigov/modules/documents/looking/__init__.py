"""Looking into a PDF that somebody sent, in a process of its own: it may unfold to more than any machine has."""
