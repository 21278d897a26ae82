"""Login is asked for everywhere; these addresses say themselves that they are public, and no other does."""

from collections.abc import Iterator

from django.urls import URLResolver, get_resolver

PUBLIC = {
    # what everybody may read
    "accessibility",
    "privacy",
    "report_hole",
    "events:event_list",
    "events:event_detail",
    "newsletter:archive",
    "newsletter:archive_feed",
    "newsletter:archive_issue",
    "newsletter:picture",
    "newsletter:subscribe",
    "newsletter:subscribe_asked",
    "newsletter:subscribe_form",
    "newsletter:preferences_ask",
    "set_language",
    # for machines
    "healthz",
    "robots",
    "security_txt",
    # the API asks each program for its token, in every address but its description
    "api:api-root",
    "api:event",
    "api:events",
    "api:line_counts",
    "api:line_partners",
    "api:lines",
    "api:lists",
    "api:openapi-json",
    "api:subscription_request",
    "api:target_groups",
    "api:themes",
    "api:unknown",
    # a provider that says what came back signs what it sends
    "post:came_back",
    # signing up for a meeting, and links in letters: who has the link may use it
    "events:answer",
    "events:sign_up",
    "events:sign_up_asked",
    "events:sign_up_confirm",
    "newsletter:address_move",
    "newsletter:follow_link",
    "newsletter:leave",
    "newsletter:preferences",
    "newsletter:stay",
    "newsletter:proof_link",
    "newsletter:subscribe_confirm",
    "newsletter:undo_move",
    "newsletter:undo_stop",
    "newsletter:why",
    # the way in
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
}
# It keeps a form sent after the session ended, until one is logged in again; the page itself asks for login.
ASKS_BY_ITSELF = {
    "network:contact_create",
    "network:contact_edit",
    "newsletter:campaign_text",
    "newsletter:issue_edit",
    "newsletter:item_edit",
}


def public(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from public(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif not getattr(entry.callback, "login_required", True):
            yield f"{space}{entry.name}"


def test_exactly_these_pages_are_public():
    assert set(public(get_resolver())) - ASKS_BY_ITSELF == PUBLIC
