"""The recorded universe: a loopback server that answers as the real sources do, from facts files.

It holds facts, days and formats; it fetches nothing and knows no Dagster.
"""
