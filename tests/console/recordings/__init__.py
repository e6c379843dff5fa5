"""The room of recordings and evidence."""
