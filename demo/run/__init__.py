"""Starts the make-believe city on this machine: cameras, backend, duty desk and wall, and ends all it started."""
