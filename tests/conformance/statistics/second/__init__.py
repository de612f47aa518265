"""The second implementation of the report's numbers, from their definitions alone.

Every input is taken at its exact value and every step is done with 60 decimal digits or in fractions, so that what differs from
the engine is the engine's rounding. A number that does not exist raises Undefined with the reason's name.
"""
