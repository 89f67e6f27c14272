"""What the fields that many screens share are called."""

PERSON = {"firstname": "First name", "lastname": "Last name", "email": "E-mail"}
STUDENT_ID = {"student_id": "Student ID"}
