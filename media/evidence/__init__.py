"""Evidence: a range of recordings taken out without re-encoding, listed, and signed so that any change shows."""
