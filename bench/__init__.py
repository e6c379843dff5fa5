"""What we claim about speed, each beside a reference measured in the same run: `python -m bench`."""
