"""What a title is like: taxonomy, rules, tagger, documents, vectors. Pure; no files, no network."""
