"""The asset graph, one file a group, thin: what is decided is decided in the rooms below."""
