"""Watches cameras by rules: motion, lines crossed, loitering, objects; a program of its own, on any machine."""
