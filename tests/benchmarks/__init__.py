"""What the package finds, proves and needs, measured from outside; see README.md beside this."""
