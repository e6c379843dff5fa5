"""A small RTSP server whose every fault can be scripted."""
