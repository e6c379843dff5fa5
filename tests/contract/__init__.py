"""Tests of tests/contract."""
