"""How people sign in: django-allauth, with our own forms and words."""

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "lms.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "lms.accounts.sign_in_forms.LoginForm",
    "signup": "lms.accounts.sign_in_forms.SignupForm",
    "add_email": "lms.accounts.sign_in_forms.AddEmailForm",
    "change_email": "lms.accounts.sign_in_forms.ChangeEmailForm",
    "request_login_code": "lms.accounts.sign_in_forms.RequestLoginCodeForm",
    "reset_password": "lms.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "lms.accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "lms.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "lms.accounts.sign_in_forms.SetPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# An e-mail that never came, or went to an address with a typing error.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# E-mail may take its time; after three wrong codes a new one is needed anyway.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "skillslab"
MFA_ADAPTER = "lms.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "lms.accounts.sign_in_forms.ActivateAppForm",
    "add_webauthn": "lms.accounts.sign_in_forms.AddPasskeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
LOGIN_REDIRECT_URL = "my_learning"
LOGOUT_REDIRECT_URL = "/"
# Where a second factor is asked for.
STAFF_PATHS = ("/admin/", "/hr/", "/practical/", "/review/", "/sessions/")
