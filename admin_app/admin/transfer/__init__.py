"""Taking records out of the database, and later into it."""
