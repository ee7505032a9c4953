"""What a workbook itself does wrong, beside what it says: formulas, totals, hidden rows, copies, macros."""
