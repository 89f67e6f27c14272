"""Creating, editing and deleting: forms made from models, saving them in one transaction, and explaining refusals."""
