"""The one writer: it settles wishes, keeps the log, and tells every client what is true."""

VERSION = "0.1.0"
