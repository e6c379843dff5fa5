"""What the maintainers' commands run: set-up, the lock, the words. Nothing here is needed once the console runs."""
