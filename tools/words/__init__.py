"""The words of the screens: taken from the program's text, kept in .po files, compiled for the program."""
