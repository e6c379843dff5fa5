"""Generated moving street scenes for the cameras of the make-believe city."""
