from __future__ import annotations

from hashlib import sha256

import factory

from admin_app.school import Document, DocumentFile, DocumentKind

from .base import Factory
from .students import StudentFactory


class DocumentFileFactory(Factory):
    class Meta:
        model = DocumentFile

    name = "certificate.pdf"
    media_type = "application/pdf"
    content = b"%PDF-1.7"
    size = factory.LazyAttribute(lambda file: len(file.content))
    sha256 = factory.LazyAttribute(lambda file: sha256(file.content).hexdigest())


class DocumentFactory(Factory):
    class Meta:
        model = Document

    student = factory.SubFactory(StudentFactory)
    kind = DocumentKind.BIRTH_CERTIFICATE
    title = "Birth certificate"
    file = factory.SubFactory(DocumentFileFactory)
