"""What is promised of the make-believe city and of its cameras."""
