"""Word files: the packaged convention written as parts, and the officer's own model filled."""
