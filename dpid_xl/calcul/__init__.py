"""Pure arithmetic of a campaign: the amount of a line, totals along every axis, payments."""
