"""Set Excel up on an officer's machine, take it out again, and say what is missing.

``postes`` describes a machine, real or simulated; ``lieux`` and ``confiance`` find things on it; ``installation`` plans
without touching anything; ``application`` does and undoes, with a receipt (``recu``); ``diagnostic`` looks and advises.
All sentences are in ``textes``.
"""
