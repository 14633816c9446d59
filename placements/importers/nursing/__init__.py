"""The input of the NHS nursing placement optimisation tool, as a round.

Two layouts of it are in use; the second adds names, drivers, nursing associates and DYAD wards.
"""
