"""Tests of the way from packet to pixel, against a camera server whose faults are scripted."""
