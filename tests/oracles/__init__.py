"""What others say of our files: Microsoft's Open XML SDK and add-in tools, veraPDF, TypeScript; ``.ci/run`` installs them."""
