"""Documents, some with a small file: real PDFs and texts, made here."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from admin_app.school import Document, DocumentFile, DocumentKind

from .batch import Batch
from .families import Child
from .paths import Path
from .structure import Structure
from .students import student_number

HAS_BIRTH_CERTIFICATE, HAS_IMMUNIZATION, HAS_PASSPORT, HAS_CONSENT = 0.3, 0.3, 0.15, 0.15
PDF, TEXT = "application/pdf", "text/plain"
YEAR = timedelta(days=365)
NUMBERED = frozenset({DocumentKind.BIRTH_CERTIFICATE, DocumentKind.PASSPORT, DocumentKind.COURT_ORDER})


def add_documents(batch: Batch, rng: Random, children: list[Child], structure: Structure) -> None:
    """Papers that a school asks for; a court order where there is a restriction, a transcript for who has left."""
    today = structure.today
    for child in children:
        if rng.random() < HAS_BIRTH_CERTIFICATE:
            add_document(
                batch, child, DocumentKind.BIRTH_CERTIFICATE, "Birth certificate", child.born + timedelta(days=9)
            )
        if rng.random() < HAS_IMMUNIZATION:
            seen = today - rng.randrange(1, 4) * YEAR
            add_document(batch, child, DocumentKind.IMMUNIZATION, "Immunization record", seen, seen + 3 * YEAR, PDF)
        if child.family.language != "English" and rng.random() < HAS_PASSPORT:
            issued = max(child.born, today - timedelta(days=rng.randrange(30, 1900)))
            add_document(batch, child, DocumentKind.PASSPORT, "Passport", issued, issued + 5 * YEAR)
        if rng.random() < HAS_CONSENT:
            add_document(
                batch, child, DocumentKind.CONSENT, "Consent to photographs", structure.current.starts_on, None, TEXT
            )
        if child.family.restricted:
            issued = structure.past.starts_on - timedelta(days=rng.randrange(200))
            add_document(batch, child, DocumentKind.COURT_ORDER, "Order on contact", issued, issued + 4 * YEAR, PDF)
        if child.path in (Path.LEFT, Path.GRADUATED):
            add_document(batch, child, DocumentKind.TRANSCRIPT, "Transcript", child.stays[-1].exited_on, None, PDF)


def add_document(
    batch: Batch,
    child: Child,
    kind: DocumentKind,
    title: str,
    issued_on: date | None,
    expires_on: date | None = None,
    media_type: str | None = None,
) -> None:
    """A document and, where a media type is given, its file."""
    label = f"{title}, {student_number(child) or 'applicant'}"
    batch.add(
        Document,
        student_id=child.id,
        kind=kind,
        title=title,
        number=f"{kind[:2].upper()}-{child.id:07d}" if kind in NUMBERED else None,
        issued_on=issued_on,
        expires_on=expires_on,
        file_id=add_file(batch, label, media_type) if media_type else None,
    )


def add_file(batch: Batch, label: str, media_type: str) -> int:
    content = pdf(label) if media_type == PDF else f"{label}\n".encode()
    name = f"{label.replace(', ', ' ')}.{'pdf' if media_type == PDF else 'txt'}"
    file = DocumentFile.of(name=name, media_type=media_type, content=content)
    return batch.add(
        DocumentFile,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        content=file.content,
    )


def pdf(text: str) -> bytes:
    """A page with one line of ASCII text (ISO 32000-1, 7.5: header, objects, cross-reference table, trailer)."""
    drawing = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET"
    resources = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources {resources} >>",
        f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
    )
    body = "%PDF-1.4\n"
    table = "0000000000 65535 f \n"
    for number, content in enumerate(objects, start=1):
        table += f"{len(body):010d} 00000 n \n"
        body += f"{number} 0 obj\n{content}\nendobj\n"
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n{table}{trailer}".encode()
