from django.urls import path

from post.views import incoming

app_name = "post"

urlpatterns = [
    path("terug/", incoming.came_back, name="came_back"),
]
