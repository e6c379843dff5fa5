"""How other systems' news come in: each translates into the wishes that anybody may ask."""
