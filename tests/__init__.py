"""The house's own tests."""
