"""Workbooks: what they hold (schema), how they are read (lecture) and how the master one is built (gabarit)."""
