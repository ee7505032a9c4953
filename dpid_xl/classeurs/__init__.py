"""Workbooks: their package, how they are read (lecture), looked over (audit) and how the master one is built (gabarit)."""
