"""Lists: reading the address, searching, filtering, sorting and paging."""
