"""What a wall's cell can show besides cameras; `registry` knows which widget shows which kind."""
