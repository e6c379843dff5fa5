"""Makes a fresh machine able to run or to test the console; the standard library only, and nothing twice."""
