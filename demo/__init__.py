"""The make-believe city: cameras, streams and scenes for demos, tests and benches."""
