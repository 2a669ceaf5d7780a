"""The questions asked of rows: one file a subject; all numbers are computed here, nowhere else."""
