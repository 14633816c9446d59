"""The report: one HTML file that shows a plan to people, offline, with nothing to fetch.

Data frames become one JSON value, which the page holds as text; its script draws from that value,
its tables are written from the same value. No learner's position is in it.
"""
