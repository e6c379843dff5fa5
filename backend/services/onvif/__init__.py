"""Cameras that speak ONVIF: finding them on the network and reading the addresses of their streams."""
