"""Posts as other publishing systems have them: their feeds, and what they export."""
