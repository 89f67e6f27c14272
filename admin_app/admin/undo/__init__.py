"""Taking back what was done: whether that can be done, what would come of it, and the pages for it."""
