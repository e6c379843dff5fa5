"""Our side of the talk with the backend; knows rows and commands, no feature, and no Qt."""
