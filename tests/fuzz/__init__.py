"""Files damaged at random, the same at each run: whatever comes in, it is read or refused in one French sentence."""
