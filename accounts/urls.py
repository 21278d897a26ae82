from django.urls import path

from accounts.views import own_account

app_name = "accounts"

urlpatterns = [
    path("mijn-account/", own_account.account, name="account"),
]
