"""REST: what all endpoints of /api/v1/ share. The endpoints themselves live with their app, in its api.py.

Settings name classes of authentication, permissions, throttling, parsers and errors, and those are imported while
rest_framework.views is: none of these modules may import it, nor may this one.
"""
