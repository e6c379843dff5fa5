"""Steering cameras, with make-believe ones that remember what they did."""
