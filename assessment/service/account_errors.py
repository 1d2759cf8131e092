"""Why somebody is not let in, or no longer, each in words a person can act on."""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

from assessment.texts import KnownError


class NoSuchAccount(KnownError):
    """There is no such account in this workspace."""

    key = "accounts.no_such_account"


class WrongPassword(KnownError):
    """Name and password do not fit each other; which of the two is wrong is not said."""

    key = "accounts.wrong_password"


class TooManyTries(KnownError):
    """Too many wrong passwords; whoever guesses has to wait."""

    key = "accounts.too_many_tries"


class InvitationUnknown(KnownError):
    """The link of an invitation leads nowhere: mistyped, cut short, or replaced by a newer one."""

    key = "accounts.invitation_unknown"


class InvitationExpired(KnownError):
    """The link of an invitation is too old."""

    key = "accounts.invitation_expired"


class InvitationUsed(KnownError):
    """The link of an invitation was used already."""

    key = "accounts.invitation_used"


class NotInvited(KnownError):
    """The identity provider knows the person, and we do not."""

    key = "accounts.not_invited"


class IdentityUsed(KnownError):
    """What the provider said was used before: a copy of a cookie, or a page that was gone back to."""

    key = "accounts.identity_used"


class SignInEnded(KnownError):
    """This browser is not signed in, or no longer."""

    key = "accounts.not_signed_in"


class SignInExpired(SignInEnded):
    """Nobody drew a page for long, or it was long ago."""

    key = "accounts.sign_in_expired"


class SignedOut(SignInEnded):
    """Somebody signed out, here or everywhere."""

    key = "accounts.signed_out"


class PasswordChanged(SignInEnded):
    """The password was changed or reset, elsewhere."""

    key = "accounts.password_changed"


class AccountDisabled(SignInEnded):
    """An owner has shut the account out."""

    key = "accounts.disabled"


class GroupsLeft(AccountDisabled):
    """The identity provider names none of the groups any more that gave the account its role."""

    key = "accounts.groups_left"


class SignInsBusy(KnownError):
    """Too many passwords are being worked on at this moment."""

    key = "accounts.sign_ins_busy"


class SecretChanged(SignInEnded):
    """The server has another secret than when this browser signed in."""

    key = "accounts.secret_changed"
