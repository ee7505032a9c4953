"""Conventions: who, what, how much, when and which clauses, decided once and handed to the renderers as blocks."""
