"""REST: what all endpoints of /api/v1/ share; the endpoints lie beside it by subject. Only here is DRF imported.

Settings name classes of authentication, permissions, throttling, parsers and errors, and those are imported while
rest_framework.views is: none of these modules may import it, nor may this one.
"""
