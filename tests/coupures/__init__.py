"""Real runs killed at random moments, and what the next one makes of it: nothing cut, nothing left, nothing lost, nothing said wrongly."""
