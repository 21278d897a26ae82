from django.urls import path

from accounts.views import api_tokens, audit_trail, own_account, users

app_name = "accounts"

urlpatterns = [
    path("mijn-account/", own_account.account, name="account"),
    path("mijn-account/overal-uitloggen/", own_account.end_other_sessions, name="end_other_sessions"),
    path("beheer/gebruikers/", users.user_list, name="user_list"),
    path("beheer/gebruikers/zoeken/", users.user_search, name="user_search"),
    path("beheer/gebruikers/<int:pk>/", users.user_detail, name="user_detail"),
    path("beheer/gebruikers/<int:pk>/rol-geven/", users.role_give, name="role_give"),
    path("beheer/gebruikers/<int:pk>/rollen/<int:grant_pk>/intrekken/", users.role_withdraw, name="role_withdraw"),
    path("beheer/gebruikers/<int:pk>/sluiten/", users.user_shut, name="user_shut"),
    path("beheer/gebruikers/<int:pk>/openen/", users.user_reopen, name="user_reopen"),
    path("beheer/gebruikers/<int:pk>/tweede-stap-weghalen/", users.second_factor_drop, name="second_factor_drop"),
    path("beheer/api/", api_tokens.api_token_list, name="api_token_list"),
    path("beheer/api/nieuw/", api_tokens.api_token_create, name="api_token_create"),
    path("beheer/api/<int:pk>/intrekken/", api_tokens.api_token_withdraw, name="api_token_withdraw"),
    path("beheer/logboek/", audit_trail.audit_trail, name="audit_trail"),
]
