"""The VBA project of a workbook, its ribbon and its buttons: put in, read back, followed to Python."""
