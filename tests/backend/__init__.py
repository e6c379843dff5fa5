"""Tests of tests/backend."""
