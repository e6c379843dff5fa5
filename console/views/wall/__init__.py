"""The wall as the desk sees it: drawn to scale, with what every cell should show and what it really shows."""
