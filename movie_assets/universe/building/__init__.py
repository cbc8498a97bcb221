"""Building the facts files from a data catalogue; nothing here runs when the universe serves."""
