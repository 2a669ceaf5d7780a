"""Data on its way in: files read, records checked, rows written; and a set of samples."""
