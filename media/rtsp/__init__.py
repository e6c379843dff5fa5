"""An RTSP 1.0 client for cameras (RFC 2326): its talk without I/O, and one line over asyncio."""
