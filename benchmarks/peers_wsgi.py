"""Homeroom as the peers' harness starts it: in service, on the database that BENCH_DB_URL names."""

import os

from admin_app import create_app

os.environ["DATABASE_URL"] = os.environ["BENCH_DB_URL"]
app = create_app("production")
