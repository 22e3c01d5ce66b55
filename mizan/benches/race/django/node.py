"""A value that is read through Django's cache on Redis, and changed in the source."""

import os
from socketserver import ThreadingMixIn
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
            "TIMEOUT": int(os.environ["LIFE"]),
        }
    },
    ROOT_URLCONF=__name__,
)

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

SOURCE = os.environ["SOURCE"]


def read_source(id):
    with urlopen(f"{SOURCE}/{id}") as response:
        return response.read().decode()


def read(request):
    id = request.GET["id"]
    return HttpResponse(cache.get_or_set(f"thing:{id}", lambda: read_source(id)))


def change(request):
    id, value = request.GET["id"], request.GET["value"]
    urlopen(Request(f"{SOURCE}/{id}?value={value}", method="PUT")).close()
    cache.delete(f"thing:{id}")
    return HttpResponse()


urlpatterns = [path("read", read), path("change", change)]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Silent)
print(f"port {server.server_port}", flush=True)
server.serve_forever()
