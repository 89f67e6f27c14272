"""Who gets what answer where: every address, method and role, written down by hand.

It says again, in answers of the server, what `accounts/permissions.py` grants, and is not made from it: whoever changes
who may do what has to say so twice. The letters are what a screen lets somebody do:

    l  list      v  details      n  new      e  edit      d  delete and restore      x  export

After a colon stands of which records only. `own`: what this person teaches, wrote, did or saved. `medical`: medical
notes. What a screen does not offer to anybody (a change log cannot be edited) has no letter in any column.
"""

from __future__ import annotations

from dataclasses import dataclass

SCREENS = """
                  administrator  registrar  teacher    bursar    nurse          viewer

student           lvnedx         lvnedx     lvx:own    lv        lv             lv
guardian          lvnedx         lvnedx     -          lv        lv             lv
student_guardian  lvnedx         lvnedx     -          lv        lv             lv
household         lvnedx         lvnedx     -          -         -              -
staff             lvnedx         lvx        -          -         -              -

course            lvnedx         lvnedx     lv         -         -              lv
section           lvnedx         lvnedx     lv:own     -         -              lv
enrollment        lvnedx         lvnedx     lv:own     -         -              lv
admission         lvnedx         lvnedx     -          -         -              -
posted_grade      lvnedx         lvx        lvne:own   -         -              -
term              lvnedx         lvnedx     lv         lv        lv             lv
academic_year     lvnedx         lvnedx     lv         lv        lv             lv
grade_level       lvnedx         lvnedx     lv         lv        lv             lv
department        lvnedx         lvnedx     lv         -         -              lv
room              lvnedx         lvnedx     lv         -         -              lv
school            lvnedx         lvnedx     lv         lv        lv             lv

attendance_mark   lvnedx         lvnedx     lvne:own   -         -              -
register_taken    lvnedx         lvnedx     lvne:own   -         -              -
attendance_code   lvnedx         lvnedx     lv         -         -              -

charge            lvnedx         -          -          lvnedx    -              -
payment           lvnedx         -          -          lvnedx    -              -
fee_item          lvnedx         -          -          lvnedx    -              -

note              lvnedx         lvnedx     lvned:own  -         lvned:medical  -
medical_alert     lvnedx         lv         -          -         lvnedx         -
document          lvnedx         lvnedx     -          -         -              -
disclosure        lvnedx         lvnex      -          -         -              -
document_file     lv             lv         -          -         -              -
tag               lvnedx         lvnedx     lv         lv        lv             lv

user              lvnedx         lv:own     -          -         -              -
role              lvex           -          -          -         -              -
audit_entry       lvx            lv:own     -          -         -              -
saved_view        lvned          lvned:own  lvned:own  lvned:own  lvned:own     lvned:own
job               lv             lv:own     lv:own     lv:own    lv:own         lv:own
"""

#: What every screen answers: to those with one of the letters, and what to those with the letter where the record is
#: not theirs. Whoever has none of the letters is told 403. A stranger is sent to sign in (302), a stranger's script is
#: told 401. What would change something is asked about a record that is not there (`0`): an open door answers 404.
ENDPOINTS = """
endpoint             method  letters  address                      open  not theirs

index_view           GET     l        /                            200   -
details_view         GET     v        /details/?id={id}            200   404
create_view          GET     n        /new/                        200   -
create_view          POST    n        /new/                        200   -
edit_view            GET     e        /edit/?id={id}               200   404
edit_view            POST    e        /edit/?id=0                  404   -
ajax_open            POST    e        /ajax/open/?id={id}          200   404
delete_confirm_view  GET     d        /delete/confirm/?id={id}     200   404
delete_view          POST    d        /delete/?0                   404   -
restore_view         POST    d        /restore/?0                  404   -
action_view          POST    d        /action/?0                   403   -
export               GET     x        /export/csv/                 200   -
export_job           GET     x        /export/job/                 200   -
export_job           POST    x        /export/job/                 400   -
many_view            POST    d        /many/?0                     302   -
many_preview_view    POST    d        /many/delete/preview/?0      302   -
many_confirm_view    POST    d        /many/delete/confirm/?0      400   -
ajax_cell            GET     e        /ajax/cell/?id={id}&name=no  404   404
ajax_cell            POST    e        /ajax/cell/?id={id}&name=no  404   404
ajax_lookup          GET     ne       /ajax/lookup/?name=nothing   404   -
filter_view          GET     l        /filter/                     200   -
views_view           GET     l        /views/                      200   -
views_view           POST    l        /views/                      200   -
view_forget          POST    l        /views/forget/               404   -
view_usual           POST    l        /views/usual/                404   -
ajax_update          POST    e        /ajax/update/                404   -
verb_view            GET     v        /verb/nothing/?id={id}       404   404
verb_view            POST    v        /verb/nothing/?id={id}       404   404
"""

#: Endpoints that one screen has besides.
OWN_ENDPOINTS = """
endpoint                     method  letters  address                             open  not theirs

document_file.download_view  GET     v        /document_file/download/?id={id}    200   404
student.photo_view           GET     v        /student/photo/?id={id}             404   404
job.download_view            GET     v        /job/download/?id={id}              404   404
"""

#: The verbs of a student, by the role that may: the form to those who may read the student too, 403 to the others.
VERBS = """
                 administrator  registrar  teacher  bursar  nurse  viewer

admit            200            200        403      403     403    403
readmit          200            200        403      403     403    403
withdraw         200            200        403      403     403    403
enroll           200            200        403      403     403    403
drop             200            200        403      403     403    403
charge           200            403        403      200     403    403
pay              200            403        403      200     403    403
photo            200            200        403      403     403    403
package          200            200        403      403     403    403
erase            200            403        403      403     403    403
transfer_credit  200            403        403      200     403    403
"""

#: Everything that is no screen of a model.
PAGES = """
endpoint         method  address                     anonymous  administrator  registrar  teacher  bursar  nurse  viewer

edge.home        GET     /                           302        302            302        302      302     302    302
edge.alive       GET     /healthz                    200        200            200        200      200     200    200
edge.ready       GET     /readyz                     200        200            200        200      200     200    200
edge.token       GET     /session                    401        200            200        200      200     200    200
scripts.texts    GET     /texts/es.js                200        200            200        200      200     200    200
edge.choose_language  POST  /language               401        400            400        400      400     400    400
security.login   GET     /login                      200        302            302        302      302     302    302
security.login   POST    /login                      200        302            302        302      302     302    302
security.logout  POST    /logout                     302        302            302        302      302     302    302
security.verify  GET     /password-again             302        200            200        200      200     200    200
security.verify  POST    /password-again             302        200            200        200      200     200    200
security.change_password  GET   /password            302        200            200        200      200     200    200
security.change_password  POST  /password            302        200            200        200      200     200    200
security.forgot_password  GET   /forgotten-password  200        200            200        200      200     200    200
security.forgot_password  POST  /forgotten-password  200        200            200        200      200     200    200
security.reset_password   GET   /forgotten-password/x  302      302            302        302      302     302    302
security.reset_password   POST  /forgotten-password/x  302      302            302        302      302     302    302
security.two_factor_setup  GET  /second-factor       302        200            200        200      200     200    200
security.two_factor_setup  POST  /second-factor      302        200            200        200      200     200    200
security.two_factor_setup_validate  POST  /second-factor/x  302  302           302        302      302     302    302
security.two_factor_token_validation  GET  /second-factor/code  302  302       302        302      302     302    302
security.two_factor_token_validation  POST  /second-factor/code  302  302      302        302      302     302    302
security.two_factor_rescue  GET  /second-factor/help  404       404            404        404      404     404    404
security.two_factor_rescue  POST  /second-factor/help  404      404            404        404      404     404    404
security.tf_select  GET  /second-factor/kind         404        404            404        404      404     404    404
security.tf_select  POST  /second-factor/kind        404        404            404        404      404     404    404
security.mf_recovery_codes  GET  /second-factor/recovery-codes  302  302       302        302      302     302    302
security.mf_recovery_codes  POST  /second-factor/recovery-codes  302  302      302        302      302     302    302
security.mf_recovery  GET  /second-factor/recovery   302        302            302        302      302     302    302
security.mf_recovery  POST  /second-factor/recovery  302        302            302        302      302     302    302
passkeys.ask     GET     /passkeys/question          200        200            200        200      200     200    200
passkeys.sign_in  POST   /passkeys/sign-in           302        302            302        302      302     302    302
passkeys.second_factor  GET  /passkeys/second-factor  302       302            302        302      302     302    302
passkeys.ask_for_new  GET  /passkeys/new/question    302        200            200        200      200     200    200
passkeys.add     GET     /passkeys/new               302        200            200        200      200     200    200
passkeys.add     POST    /passkeys/new               302        302            302        302      302     302    302
passkeys.remove  GET     /passkeys/remove?id=0       302        404            404        404      404     404    404
passkeys.remove  POST    /passkeys/remove?id=0       302        404            404        404      404     404    404
account.index    GET     /admin/account/             302        200            200        200      200     200    200
account.sign_out_device  POST  /admin/account/sign-out-device/  302  404       404        404      404     404    404
account.sign_out_everywhere  POST  /admin/account/sign-out-everywhere/  302  302  302     302      302     302    302
student.export_outside  GET   /admin/student/export/outside/  302  200   200  403  403  403  403
student.export_outside  POST  /admin/student/export/outside/  302  200   200  403  403  403  403
enrollment.export_outside  GET   /admin/enrollment/export/outside/  302  200   200  403  403  403  403
enrollment.export_outside  POST  /admin/enrollment/export/outside/  302  200   200  403  403  403  403
admission.export_outside  GET   /admin/admission/export/outside/  302  200   200  403  403  403  403
admission.export_outside  POST  /admin/admission/export/outside/  302  200   200  403  403  403  403
admin.index      GET     /admin/                     302        200            200        200      200     200    200
search.index     GET     /admin/search/              302        200            200        200      200     200    200
undo.index       GET     /admin/undo/?act=none       302        404            404        404      404     404    404
undo.index       POST    /admin/undo/?act=none       302        404            404        404      404     404    404
past.index       GET     /admin/past/?kind=none      302        404            404        403      403     403    403
trash.index      GET     /admin/trash/               302        200            200        200      200     200    200
permission.index  GET    /admin/permission/          302        200            403        403      403     403    403
static           GET     /static/css/homeroom.css    200        200            200        200      200     200    200
admin.static     GET     /admin/static/admin/js/form.js  200    200            200        200      200     200    200
"""


@dataclass(frozen=True)
class Row:
    """One request and its answer. `not_theirs` is the answer where the record is out of the role's scope."""

    endpoint: str
    method: str
    address: str
    status: int
    not_theirs: int | None = None


def cells(table: str) -> tuple[list[str], list[list[str]]]:
    """Heading and lines of a table, as words."""
    heading, *lines = (line.split() for line in table.splitlines() if line.strip())
    return heading, lines


def resources() -> list[str]:
    """Every screen of the table."""
    return [line[0] for line in cells(SCREENS)[1]]


def powers(role: str, resource: str) -> tuple[str, str]:
    """The letters of a role at a screen, and the scope that narrows them."""
    roles, lines = cells(SCREENS)
    cell = next(line for line in lines if line[0] == resource)[1 + roles.index(role)]
    letters, _, scope = cell.replace("-", "").partition(":")
    return letters, scope


def rows(role: str | None) -> list[Row]:
    """Every request with its answer for a role, or for a stranger."""
    screens = [row for resource in resources() for row in screen_rows(resource, role)]
    return [*screens, *own_rows(role), *verb_rows(role), *page_rows(role)]


def screen_rows(resource: str, role: str | None) -> list[Row]:
    return [
        answer(f"{resource}.{name}", method, letters, f"/admin/{resource}{address}", (status, elsewhere), role)
        for name, method, letters, address, status, elsewhere in cells(ENDPOINTS)[1]
    ]


def own_rows(role: str | None) -> list[Row]:
    return [
        answer(endpoint, method, letters, f"/admin{address}", (status, elsewhere), role)
        for endpoint, method, letters, address, status, elsewhere in cells(OWN_ENDPOINTS)[1]
    ]


def answer(endpoint: str, method: str, letters: str, address: str, statuses: tuple[str, str], role: str | None) -> Row:
    if role is None:
        return Row(endpoint, method, address, 401 if ".ajax_" in endpoint else 302)
    held, scope = powers(role, endpoint.partition(".")[0])
    if not set(letters) & set(held):
        return Row(endpoint, method, address, 403)
    elsewhere = int(statuses[1]) if scope and statuses[1] != "-" else None
    return Row(endpoint, method, address, int(statuses[0]), elsewhere)


def verb_rows(role: str | None) -> list[Row]:
    roles, lines = cells(VERBS)
    return [
        Row(
            "student.verb_view",
            method,
            f"/admin/student/verb/{verb}/?id={{id}}",
            int(statuses[roles.index(role)]) if role else 302,
        )
        for verb, *statuses in lines
        for method in ("GET", "POST")
    ]


def page_rows(role: str | None) -> list[Row]:
    heading, lines = cells(PAGES)
    column = heading.index(role or "anonymous")
    return [Row(line[0], line[1], line[2], int(line[column])) for line in lines]
