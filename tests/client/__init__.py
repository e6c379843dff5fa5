"""Tests of tests/client."""
