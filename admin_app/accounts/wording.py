"""What Flask-Security says, in our words."""

from __future__ import annotations

from ..texts import later

#: Its name of a message → the text, and the kind of message.
MESSAGES = {
    "PASSWORD_CHANGE": (later("You have a new password. Other devices are signed out."), "success"),
    "PASSWORD_IS_THE_SAME": (later("This is the password that you have."), "error"),
    "INVALID_PASSWORD": (later("This is not your password."), "error"),
    "PASSWORD_RESET_REQUEST": (
        later("If there is an account with this address, a letter with a link is on its way to it."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (later("This link is too old. Ask for another one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (later("This link does not work any more. Ask for another one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (later("You have a new password. Sign in with it."), "success"),
    "REAUTHENTICATION_SUCCESSFUL": (later("Thank you."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (
        later("This code is not right, or was used already. Wait for the next one and type that."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (later("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        later("You have a second factor now. Make recovery codes too, for the day when your phone is lost."),
        "success",
    ),
    "TWO_FACTOR_DISABLED": (later("You sign in without a second factor from now on."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (later("That took too long. Start over."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (later("There is no such choice."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (later("Sign in first."), "error"),
    "INVALID_RECOVERY_CODE": (later("This is none of your recovery codes, or was used already."), "error"),
}
