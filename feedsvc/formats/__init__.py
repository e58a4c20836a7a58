"""The syntax of entries and feeds: pure functions from values to Atom, RSS and JSON Feed text."""
