"""Lists of cameras as files: read, judged line by line, and written."""
