"""The same bytes everywhere: what the commands write, made again on another day, in another environment, by another Python."""
