"""Tests of what cameras see: drawn pictures with things in them, and with what must not be taken for things."""
