"""Medical alerts."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from admin_app.school import AlertKind, MedicalAlert, Severity

from .batch import Batch
from .families import Child
from .structure import Structure

HAS_ALERT, HAS_ANOTHER, IS_OVER = 0.07, 0.2, 0.1
ALERTS = (
    (
        AlertKind.ALLERGY,
        "Peanuts",
        Severity.LIFE_THREATENING,
        "Two injectors: one in the bag, one in the nurse’s office. Call 911.",
    ),
    (AlertKind.ALLERGY, "Bee stings", Severity.SEVERE, "Injector in the nurse’s office. Call home at once."),
    (AlertKind.ALLERGY, "Penicillin", Severity.MODERATE, "Tell whoever treats the child."),
    (AlertKind.ALLERGY, "Lactose", Severity.LOW, "No milk at lunch."),
    (AlertKind.ALLERGY, "Pollen", Severity.LOW, "Windows shut in spring, if it helps."),
    (AlertKind.CONDITION, "Asthma", Severity.MODERATE, "Inhaler in the bag. Sits out when the air is bad."),
    (AlertKind.CONDITION, "Epilepsy", Severity.SEVERE, "Do not hold. Time the seizure; call 911 after five minutes."),
    (AlertKind.CONDITION, "Diabetes, type 1", Severity.SEVERE, "Checks blood sugar before lunch. Juice in the desk."),
    (AlertKind.CONDITION, "Celiac disease", Severity.MODERATE, "Nothing with wheat, rye or barley."),
    (AlertKind.CONDITION, "Hearing aid, left", Severity.LOW, "Sits in front, on the left."),
    (AlertKind.MEDICATION, "Methylphenidate", Severity.LOW, "One tablet at noon, in the nurse’s office."),
    (AlertKind.MEDICATION, "Antibiotic", Severity.LOW, "After meals, until the package is empty."),
    (AlertKind.OTHER, "Crutches", Severity.LOW, "May use the elevator. Leaves class five minutes early."),
)


def add_alerts(batch: Batch, rng: Random, children: list[Child], structure: Structure) -> None:
    """Alerts for seven in a hundred, a few of which are over."""
    for child in children:
        chance = HAS_ALERT
        for kind, title, severity, instructions in rng.sample(ALERTS, 2):
            if rng.random() >= chance:
                break
            chance = HAS_ANOTHER
            starts_on = structure.today - timedelta(days=rng.randrange(30, 700))
            batch.add(
                MedicalAlert,
                student_id=child.id,
                kind=kind,
                title=title,
                severity=severity,
                instructions=instructions,
                starts_on=starts_on,
                ends_on=structure.today - timedelta(days=3) if rng.random() < IS_OVER else None,
            )
