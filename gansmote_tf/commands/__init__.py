"""The commands for a table of the user's own, one per file: ``inspect`` and ``resample``."""
