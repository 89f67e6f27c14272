"""What nobody types and somebody sends: texts, numbers, dates and bytes for every place that takes any."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_from_bytes

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: How many of each test, where somebody looks for more than a run of all tests has the time for.
EXAMPLES = int(os.environ.get("TEST_EXAMPLES") or 0)

ODD = [
    *("", " ", "\t", "\0", "a\0b", "\r\n", "\u2028", "\ufeff", "\ufffe", "\uffff", "\x1b[2J", "\x7f", "\u200d"),
    *("😀", "👩\u200d👧\u200d👦", "🏳️\u200d🌈", "Z\u0308", "ﬁ", "ß", "İ", "ı", "\u202eabc\u202c", "محمد", "李小龍"),
    *("%", "_", "%%", "\\", "\\%", "'", '"', "`", ";--", "' OR '1'='1", "1;DROP TABLE student", "{{7*7}}", "${7*7}"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "../../etc/passwd"),
    *("=1+1", "@SUM(1)", "-1", "+1", "0", "-0", "1.", ".1", "1e309", "1e-400", "NaN", "-Infinity", "0x10", "٣", "1,2"),
    *("9" * 30, "9" * 5000, str(2**31), str(-(2**31) - 1), str(2**63), str(2**64), "true", "null", "None", "[]"),
    *("2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2026-11-30T25:61"),
    *("2026-01-01..2026-12-31", "..", "1..", "..1", "9..1", "a" * 300, "x y " * 500, "é" * 3000, "😀" * 200, "1_000"),
]
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=40),
    st.text("0123456789+-.,:eE/ T", max_size=20),
    st.integers(-(10**40), 10**40).map(str),
    st.decimals().map(str),
    st.datetimes().map(str),
    st.dates().map(str),
)
#: As they stand in an address: bytes that are no text among them, half a surrogate pair too.
in_address = st.one_of(
    texts.map(quote),
    st.binary(max_size=12).map(quote_from_bytes),
    st.sampled_from(["%ED%A0%80", "%C0%80", "%", "%zz", "%u0041"]),
)
#: As they stand in a header, where Latin-1 is all there is.
in_header = st.one_of(texts, st.binary(max_size=40).map(lambda raw: raw.decode("latin-1"))).map(
    lambda text: "".join(letter for letter in text if letter not in "\r\n\0").encode("utf-8").decode("latin-1")[:4000]
)


def examples(count: int) -> Callable[[Any], Any]:
    """So many examples, the same in each run; with TEST_EXAMPLES as many as it says, and others each time."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
