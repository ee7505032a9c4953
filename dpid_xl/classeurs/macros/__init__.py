"""The VBA project of a workbook, its ribbon and its buttons: put in, read back, followed to Python."""

PROJET = "xl/vbaProject.bin"  # the part of a package that holds its VBA project
