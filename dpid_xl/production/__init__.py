"""From documents to a folder: the kinds of production, the names of their files, the manifest, the list to sign, what was there before."""
