"""The outside world, one class a file, each given values: no settings, no rules about films."""
