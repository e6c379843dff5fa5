"""Tests of compressed video: our own RTSP client, and what is made of its pictures before they are decoded."""
