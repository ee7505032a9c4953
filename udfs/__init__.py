"""Doors from a spreadsheet into the package: functions of cells, and one folder per host."""
