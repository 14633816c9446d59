"""The round and a plan as networks, for other tools and for people who plan the supply of places.

Settings and counts only: no learner, and no count of fewer than five of them.
"""
