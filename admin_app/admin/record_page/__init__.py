"""The page of a record that an office lives in: a header that answers at once, and tabs for the rest."""
