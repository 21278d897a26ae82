"""The site of the product, with one bare view more: what the house costs before a page has done anything."""

from django.urls import path

from bench.bare_site import framed
from config.urls import urlpatterns as of_the_product

urlpatterns = [path("bare/", framed), *of_the_product]
