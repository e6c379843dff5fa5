"""What is asked over plain HTTP: signing in, files, health, metrics and the document that describes it all."""
