"""How records become one title: survivorship rules as data, merge, scores. Pure."""
