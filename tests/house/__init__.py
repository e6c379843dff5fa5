"""The architecture as tests: what every feature is held to without anybody remembering it."""
