"""What the macros do to a workbook, the same in every host.

``registre`` names the macros; ``plan`` says what to write where, without any library of spreadsheets; ``hote`` carries it out on an
xlwings ``Book``. Buttons, ribbon and VBA derive from the registry.
"""
