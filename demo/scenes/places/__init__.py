"""The kinds of places cameras watch: each module paints one and sets its traffic going."""
