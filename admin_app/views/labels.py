"""What the fields that many screens share are called."""

PERSON = {"firstname": "First name", "lastname": "Last name", "email": "E-mail"}
STUDENT_ID = {"student_id": "Student ID"}
#: For `form_args`: names are kept there by themselves.
FORMER_NAMES = {"description": "Kept when a name changes, parted by semicolons. The search finds them."}
