"""Tests of tests/console."""
