"""Where titles can be watched, from when to when: pure. Answers come from the sources room."""
