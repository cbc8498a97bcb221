"""What the commands do. How they are spelt is `cli`'s, what the graph does its rooms'."""
