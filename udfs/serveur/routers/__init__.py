"""Where xlwings Server looks for ``custom.py``."""
