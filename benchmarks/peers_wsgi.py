"""Homeroom as the peers' harness starts it: in service, prepared like `serve`, on the database of BENCH_DB_URL."""

import os

from admin_app import create_app
from admin_app.cli.serve import prepare_to_fork

os.environ["DATABASE_URL"] = os.environ["BENCH_DB_URL"]
app = create_app("production")
prepare_to_fork(app)
